// SPDX-License-Identifier: Apache-2.0
/**
 * Follows all files of directories whose names match: the source {@code TAILDIR}.
 *
 * <p>{@link io.millrace.basic.source.taildir.Tailing} takes turns among the files; {@link
 * io.millrace.basic.source.taildir.TailedFiles} knows which there are, {@link
 * io.millrace.basic.source.taildir.GroupDirectories} looks for new ones, and {@link
 * io.millrace.basic.source.taildir.StreamBook} knows how far each was read by what was saved. A
 * file is the same file for as long as it is known again by device, inode and what was read of it,
 * whatever its name. All of it is for one thread, the one that runs the source.
 */
@NullMarked
package io.millrace.basic.source.taildir;

import org.jspecify.annotations.NullMarked;
