// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/** A file whose last event is in it, and which is to be closed and to get its final name. */
sealed interface Unsettled permits OpenFile, LeftFile {

    FileNames.Pair names();

    /**
     * Closes and renames; what does not count is cut off before. After a failure it may be tried
     * again.
     *
     * @throws StillBusyException if the file system has not ended the file yet
     * @throws IOException if the file is still open or has its in-use name
     */
    void settle(Attempt attempt) throws IOException;

    boolean isSettled();

    /** Leaves the file as it is, under its in-use name. */
    void giveUp();

    /** Whether the next start of the sink knows the file. */
    boolean isRecorded();

    /** How often it was tried. */
    Tries tries();

    /** The file system is ending the file and only needs a moment. */
    final class StillBusyException extends IOException {
        private static final long serialVersionUID = 1L;

        StillBusyException(String message) {
            super(message);
        }
    }

    /** The sink's bookkeeping of a file that was not settled at once. For one thread at a time. */
    final class Tries {
        int count;
        long nextNanos;
        boolean busy;
        private @Nullable String failure;

        /** Notes that {@link Unsettled#settle} failed. */
        void failed(Throwable thrown) {
            failure = Failures.innermostMessage(thrown);
            busy = thrown instanceof StillBusyException;
        }

        /** Why it failed since this was asked last, or null if it did not. */
        @Nullable String takeFailure() {
            String taken = failure;
            failure = null;
            return taken;
        }
    }
}
