// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Passes on what a journal has to tell, and goes on if the listener fails: what cannot be reported
 * must not stop the journal. Where no more files can be opened, not even the class of a report may
 * load.
 */
record BestEffortListener(JournalListener listener) implements JournalListener {
    private static void attempt(Runnable report) {
        try {
            report.run();
        } catch (RuntimeException | LinkageError unheard) {
            // What happened is told again when it happens again.
        }
    }

    @Override
    public void damaged(Path file, long from, long to, long firstEvent, long endEvent) {
        attempt(() -> listener.damaged(file, from, to, firstEvent, endEvent));
    }

    @Override
    public void passedOver(long events) {
        attempt(() -> listener.passedOver(events));
    }

    @Override
    public void foreign(Path file) {
        attempt(() -> listener.foreign(file));
    }

    @Override
    public void writeFailed(IOException failure, boolean full) {
        attempt(() -> listener.writeFailed(failure, full));
    }

    @Override
    public void readFailed(IOException failure) {
        attempt(() -> listener.readFailed(failure));
    }

    @Override
    public void writeRecovered() {
        attempt(listener::writeRecovered);
    }
}
