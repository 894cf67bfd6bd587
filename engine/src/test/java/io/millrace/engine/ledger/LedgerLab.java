// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.ledger;

import io.millrace.host.Clock;
import io.millrace.host.Disk;
import io.millrace.host.DiskFile;
import io.millrace.host.Host;
import io.millrace.host.Net;
import io.millrace.host.Threads;
import io.millrace.host.real.RealHost;
import io.millrace.spi.Problem;
import io.millrace.testkit.FaultDisk;
import io.millrace.testkit.ManualClock;
import io.millrace.testkit.TestFiles;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Ledgers on a clock that stands still, one process after the other. */
final class LedgerLab implements AutoCloseable {
    static final long START = 1_700_000_000_000L / Row.MINUTE * Row.MINUTE;

    final ManualClock clock = ManualClock.at(START);
    final FaultDisk disk = new FaultDisk();
    final List<Problem> problems = new ArrayList<>();
    private final Path parent;
    private int processes;
    private Ledger ledger;

    LedgerLab(Path parent) throws IOException {
        this.parent = parent;
        this.ledger = begin();
    }

    private record Machine(Clock clock, Threads threads, Disk disk, Net net) implements Host {}

    /** Every thread ends at once: the test says when the ledger is written. */
    private record NoThreads(Threads real) implements Threads {
        @Override
        public Thread start(Kind kind, String name, Runnable task) {
            return real.start(kind, name, () -> {});
        }

        @Override
        public boolean join(Thread thread, Duration atMost) throws InterruptedException {
            return real.join(thread, atMost);
        }
    }

    Host host() {
        RealHost real = new RealHost();
        return new Machine(clock, new NoThreads(real.threads()), disk, real.net());
    }

    private Ledger begin() {
        Ledger begun = new Ledger(host(), state(), problems::add);
        begun.open();
        return begun;
    }

    Path state() {
        return parent.resolve("process-" + processes);
    }

    Path file() {
        return LedgerContents.file(state());
    }

    Ledger ledger() {
        return ledger;
    }

    byte[] bytes() throws IOException {
        try (DiskFile in = disk.open(file(), Disk.Mode.READ)) {
            byte[] bytes = new byte[(int) in.size()];
            int read = bytes.length == 0 ? 0 : in.read(bytes, 0, bytes.length, 0);
            if (read != bytes.length) {
                throw new IOException(read + " bytes of " + bytes.length);
            }
            return bytes;
        }
    }

    LedgerContents contents() throws IOException {
        return LedgerContents.read(disk, state());
    }

    /** The process dies, and another begins with what it had written. */
    Ledger crash() throws IOException {
        byte[] written = disk.factsIfPresent(file()).isPresent() ? bytes() : new byte[0];
        processes++;
        TestFiles.write(file(), written);
        ledger = begin();
        return ledger;
    }

    /** The process stops in order, and another begins. */
    Ledger restart() {
        ledger.close();
        ledger = begin();
        return ledger;
    }

    @Override
    public void close() {
        ledger.close();
    }
}
