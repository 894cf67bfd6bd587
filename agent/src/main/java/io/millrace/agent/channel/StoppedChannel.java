// SPDX-License-Identifier: Apache-2.0
package io.millrace.agent.channel;

import io.millrace.agent.run.StateDirectory;
import io.millrace.engine.ledger.ChannelBook;
import io.millrace.engine.ledger.Ledger;
import io.millrace.engine.ledger.LedgerContents;
import io.millrace.frame.Batch;
import io.millrace.host.Host;
import io.millrace.journal.Append;
import io.millrace.journal.Journal;
import io.millrace.journal.JournalListener;
import io.millrace.journal.LockedException;
import io.millrace.spi.Level;
import io.millrace.spi.ProblemException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * A channel that a command writes to, since its agent does not run. Delivered files are kept. What
 * is appended goes into the ledger of the agent, if it has one and the agent is known; else the
 * next start finds it there and says that nobody wrote down how it came.
 */
final class StoppedChannel implements AutoCloseable {
    private final Journal journal;
    private final Host host;
    private final @Nullable Ledger ledger;
    private final @Nullable ChannelBook book;

    private StoppedChannel(Journal journal, Host host, @Nullable Ledger ledger, String channel) {
        this.journal = journal;
        this.host = host;
        this.ledger = ledger;
        this.book = ledger == null ? null : ledger.book(channel);
    }

    /**
     * Opens it.
     *
     * @throws ProblemException if its agent runs
     */
    static StoppedChannel open(ChannelFinder finder, ChannelFinder.Named found) throws IOException {
        Host host = finder.host();
        Journal journal;
        try {
            journal = Journal.open(host, found.options().keepingDelivered(), JournalListener.NONE);
        } catch (LockedException running) {
            throw new ProblemException(
                    "MR-6342",
                    "the channel in " + found.options().home() + " is in use",
                    "nothing was done",
                    "stop its agent first",
                    running);
        }
        Ledger ledger = null;
        Path state = StateDirectory.of(found.agent());
        if (!found.agent().isEmpty() && LedgerContents.isIn(host.disk(), state)) {
            ledger = Ledger.ofAgent(host, state, finder.terminal()::print);
            ledger.open();
        }
        StoppedChannel channel = new StoppedChannel(journal, host, ledger, found.channel());
        channel.opened();
        return channel;
    }

    private void opened() {
        if (ledger != null && book != null) {
            book.opened(
                    Level.FSYNC,
                    OptionalLong.of(journal.appended()),
                    journal.events(),
                    ledger.writtenMillis(),
                    host.clock().millis());
        }
    }

    /** Returns when the events are safe. */
    void append(Batch batch) throws IOException, InterruptedException {
        if (book != null) {
            book.storing(batch, ChannelBook.Others.NONE);
        }
        boolean isStored = false;
        try {
            Append append = journal.append(batch);
            append.await();
            isStored = true;
        } finally {
            if (book != null && isStored) {
                book.stored(batch, Batch.EMPTY);
            } else if (book != null) {
                book.refused(batch, ChannelBook.Others.NONE, true);
            }
        }
    }

    @Override
    public void close() {
        if (ledger != null && book != null) {
            book.stopped(journal.events(), host.clock().millis());
            ledger.close();
        }
        journal.close();
    }
}
