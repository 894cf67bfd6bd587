// SPDX-License-Identifier: Apache-2.0
/**
 * Reads files that grow: what every source that follows files stands on.
 *
 * <p>A {@link io.millrace.basic.source.follow.BlockReader} takes blocks of whole events out of an
 * {@link io.millrace.basic.source.follow.OpenFile}; a {@link
 * io.millrace.basic.source.follow.Framing} says where events begin and end in the bytes; a {@link
 * io.millrace.basic.source.follow.Cursor} is how far a stream is read, and a {@link
 * io.millrace.basic.source.follow.FilePosition} what is saved of that. Which file comes next, and
 * when to look at it, is the business of the sources. All of it is for one thread, the one that
 * runs its source.
 */
@NullMarked
package io.millrace.basic.source.follow;

import org.jspecify.annotations.NullMarked;
