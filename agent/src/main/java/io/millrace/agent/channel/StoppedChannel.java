// SPDX-License-Identifier: Apache-2.0
package io.millrace.agent.channel;

import io.millrace.frame.Batch;
import io.millrace.journal.Journal;
import io.millrace.journal.JournalListener;
import io.millrace.journal.JournalOptions;
import io.millrace.journal.LockedException;
import io.millrace.spi.ProblemException;

import java.io.IOException;

/** A channel that a command writes to, since its agent does not run. Delivered files are kept. */
final class StoppedChannel implements AutoCloseable {
    private final Journal journal;

    private StoppedChannel(Journal journal) {
        this.journal = journal;
    }

    /**
     * Opens it.
     *
     * @throws ProblemException if its agent runs
     */
    static StoppedChannel open(ChannelFinder finder, JournalOptions options) throws IOException {
        try {
            return new StoppedChannel(
                    Journal.open(finder.host(), options.keepingDelivered(), JournalListener.NONE));
        } catch (LockedException running) {
            throw new ProblemException(
                    "MR-6342",
                    "the channel in " + options.home() + " is in use",
                    "nothing was done",
                    "stop its agent first",
                    running);
        }
    }

    /** Returns when the events are safe. */
    void append(Batch batch) throws IOException, InterruptedException {
        journal.append(batch).await();
    }

    @Override
    public void close() {
        journal.close();
    }
}
