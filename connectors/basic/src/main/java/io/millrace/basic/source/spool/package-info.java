// SPDX-License-Identifier: Apache-2.0
/**
 * Reads whole files that are put into a directory: the source {@code spooldir}.
 *
 * <p>{@link io.millrace.basic.source.spool.Candidates} finds files, a {@link
 * io.millrace.basic.source.spool.ReadingOrder} fixes the order in which they are read and survives
 * crashes, {@link io.millrace.basic.source.spool.Spooling} reads them with a {@link
 * io.millrace.basic.source.spool.Deserializer}, and {@link
 * io.millrace.basic.source.spool.Completion} marks as done what no failure can take away any more.
 * All of it is for one thread, the one that runs the source.
 */
@NullMarked
package io.millrace.basic.source.spool;

import org.jspecify.annotations.NullMarked;
