// SPDX-License-Identifier: Apache-2.0
/**
 * Events on disk, in order: appended in groups that share one sync, acknowledged by ranges, found
 * again after a crash. The format is {@code docs/formats/journal.md}.
 *
 * <p>{@link io.millrace.journal.Journal} is the entry; it knows nothing of channels. {@code
 * Recovery} alone decides what a directory holds, {@code JournalWriter} alone writes, {@code
 * Backlog} alone reads while the journal runs. Only threads that the journal made itself touch its
 * files: an interrupt of a caller would close them for everybody.
 */
@NullMarked
package io.millrace.journal;

import org.jspecify.annotations.NullMarked;
