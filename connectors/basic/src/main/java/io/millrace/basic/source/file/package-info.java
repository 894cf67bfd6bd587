// SPDX-License-Identifier: Apache-2.0
/**
 * Follows one growing file of lines: the source {@code file}, and the follower that other sources
 * of lines stand on.
 *
 * <p>{@link io.millrace.basic.source.file.LineFollower} reads, waits, survives rotation and
 * resumes; a {@link io.millrace.basic.source.file.Framing} says where events begin and end in the
 * bytes. A follower is for one thread, the one that runs its source. Positions are described in
 * {@link io.millrace.basic.source.file.FilePosition}.
 */
@NullMarked
package io.millrace.basic.source.file;

import org.jspecify.annotations.NullMarked;
