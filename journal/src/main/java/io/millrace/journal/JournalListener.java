// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Hears what a journal cannot mend. Called by the journal's own threads, which wait for it; it must
 * not call the journal.
 */
public interface JournalListener {

    /** Hears nothing. */
    JournalListener NONE = new JournalListener() {};

    /**
     * Events are lost: their bytes fail the checksum, or are not there. Each is told once.
     *
     * @param file where they were, or the place where their file is missed
     * @param from offset of the damage in the file, 0 if the file is missed
     * @param to where the next good record begins, 0 if the file is missed
     * @param firstEvent sequence number of the first event lost
     * @param endEvent the one behind the last; equal to the first if no event was hit
     */
    default void damaged(Path file, long from, long to, long firstEvent, long endEvent) {}

    /** So many events that the journal counted among those it holds will never be taken. */
    default void passedOver(long events) {}

    /** A file in a directory of the journal is none of its own, or has no start: it is left. */
    default void foreign(Path file) {}

    /**
     * Events could not be written; none of them was acknowledged.
     *
     * @param full the disk has no room: appends wait until it has; otherwise they are refused until
     *     a later one succeeds
     */
    default void writeFailed(IOException failure, boolean full) {}

    /** A segment cannot be read now; it is tried again each second, and nothing is lost. */
    default void readFailed(IOException failure) {}

    /** Events are written again after {@link #writeFailed}. */
    default void writeRecovered() {}
}
