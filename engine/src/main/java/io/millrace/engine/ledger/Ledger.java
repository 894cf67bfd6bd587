// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.ledger;

import io.millrace.host.Clock;
import io.millrace.host.Disk;
import io.millrace.host.Host;
import io.millrace.host.Threads;
import io.millrace.spi.Problem;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The ledger of an agent: a book for each channel, written to one file below the state directory
 * every second and at the stop. An agent never waits for it, and runs on if it cannot be written.
 * Safe for any thread.
 */
public final class Ledger {
    /** {@code -Dmillrace.ledger=false}: no ledger is kept. */
    public static final String PROPERTY = "millrace.ledger";

    private static final Duration WRITE_EVERY = Duration.ofSeconds(1);
    private static final long FOLD_EVERY_MILLIS = Duration.ofMinutes(10).toMillis();
    private static final long SMALL_FILE = 1 << 20;

    private final Host host;
    private final Path directory;
    private final Consumer<Problem> problems;
    private final boolean isKept;
    private final LedgerFile file;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, ChannelBook> books = new TreeMap<>();
    private final Map<String, DelayHistogram> delays = new TreeMap<>();
    private final Set<String> before = new TreeSet<>();
    private @Nullable AutoCloseable directoryLock;
    private @Nullable Thread writer;
    private boolean isWritable;
    private boolean mustReplace = true;
    private long writtenMillis;
    private long foldedMillis;
    private long compactBytes;

    /** A ledger that knows nothing and writes nothing before it is opened. */
    public Ledger(Host host, Path stateDirectory, Consumer<Problem> problems) {
        this(host, stateDirectory, problems, true);
    }

    private Ledger(Host host, Path stateDirectory, Consumer<Problem> problems, boolean isKept) {
        this.isKept = isKept;
        this.host = host;
        this.directory = stateDirectory.resolve(LedgerContents.DIRECTORY);
        this.problems = problems;
        this.file = new LedgerFile(host.disk(), directory.resolve(LedgerContents.FILE));
    }

    /** The ledger of an agent: one that is not kept if the property {@link #PROPERTY} says so. */
    public static Ledger ofAgent(Host host, Path stateDirectory, Consumer<Problem> problems) {
        boolean isKept = !"false".equalsIgnoreCase(System.getProperty(PROPERTY, ""));
        return new Ledger(host, stateDirectory, problems, isKept);
    }

    /** Whether it writes down what it is told. */
    public boolean isKept() {
        return isKept;
    }

    /** The book of a channel; made at the first call. */
    public ChannelBook book(String channel) {
        lock.lock();
        try {
            return books.computeIfAbsent(channel, c -> new ChannelBook(c, delays(c), isKept));
        } finally {
            lock.unlock();
        }
    }

    /** How long the events of a channel waited. */
    public DelayHistogram delays(String channel) {
        lock.lock();
        try {
            return delays.computeIfAbsent(channel, c -> new DelayHistogram());
        } finally {
            lock.unlock();
        }
    }

    /** When a former process, or this one, wrote last; 0 if never. */
    public long writtenMillis() {
        lock.lock();
        try {
            return writtenMillis;
        } finally {
            lock.unlock();
        }
    }

    /** Whether a former process wrote of a channel. */
    public boolean hadBefore(String channel) {
        lock.lock();
        try {
            return before.contains(channel);
        } finally {
            lock.unlock();
        }
    }

    /** Takes over what a former process wrote, and begins to write. Before any channel opens. */
    public void open() {
        lock.lock();
        try {
            isWritable = isKept && restore();
            foldedMillis = host.clock().millis();
            if (isWritable) {
                writer =
                        host.threads()
                                .start(Threads.Kind.PLATFORM, "ledger", this::writeAgainAndAgain);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean restore() {
        Disk disk = host.disk();
        try {
            createDirectory(disk);
            directoryLock = disk.lock(directory.resolve("lock")).orElse(null);
            if (directoryLock == null) {
                tell(
                        "MR-6070",
                        "the ledger in " + directory + " is in use by another process",
                        "stop the other agent, or give this one a directory of its own with"
                                + " -Dmillrace.state.dir=<directory>");
                return false;
            }
            Path state = directory.toAbsolutePath().getParent();
            LedgerContents contents = LedgerContents.read(disk, state == null ? directory : state);
            boolean isDamaged = !contents.damage().isEmpty();
            contents.accounts()
                    .forEach((channel, account) -> {
                        delays(channel)
                                .restore(
                                        account.delays().classes(),
                                        account.delays().sumMillis(),
                                        account.delays().longest());
                        book(channel)
                                .restore(
                                        account.head(),
                                        account.rows(),
                                        isDamaged ? null : account.total());
                    });
            before.addAll(contents.accounts().keySet());
            writtenMillis = contents.writtenMillis();
            if (isDamaged) {
                tellDamage(contents.damage(), file.keepApart(host.clock().millis()));
            }
            return true;
        } catch (NewerLedgerException newer) {
            tell(
                    "MR-6073",
                    "a later version of Millrace wrote the ledger in "
                            + directory
                            + ": "
                            + newer.getMessage(),
                    "run that version, or move the file away to begin a new ledger");
            return false;
        } catch (IOException failed) {
            tellFailed(failed);
            return false;
        }
    }

    private void createDirectory(Disk disk) throws IOException {
        Path absolute = directory.toAbsolutePath();
        if (disk.factsIfPresent(absolute).isPresent()) {
            return;
        }
        disk.createDirectories(absolute);
        for (Path at = absolute.getParent(); at != null; at = at.getParent()) {
            disk.syncDirectory(at);
        }
    }

    private void writeAgainAndAgain() {
        Clock clock = host.clock();
        try {
            while (true) {
                clock.sleep(WRITE_EVERY);
                write();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes what changed since the last time. */
    public void write() {
        lock.lock();
        try {
            if (!isWritable) {
                return;
            }
            long now = host.clock().millis();
            if (now - foldedMillis > FOLD_EVERY_MILLIS || now < foldedMillis) {
                foldedMillis = now;
                books.values().forEach(book -> book.fold(now, Folding.STANDARD));
            }
            writeParts(now);
        } finally {
            lock.unlock();
        }
    }

    private void writeParts(long now) {
        mustReplace |= books.values().stream().anyMatch(ChannelBook::isFolded);
        boolean isWhole = mustReplace || file.bytes() > compactBytes;
        List<String> lines = new ArrayList<>();
        books.forEach((channel, book) -> {
            Account account = book.account(isWhole);
            if (account.isDue()) {
                account.rows().forEach(row -> lines.add(LedgerLines.row(channel, row)));
                lines.add(LedgerLines.head(account.head()));
                lines.add(LedgerLines.total(channel, account.total()));
                lines.add(LedgerLines.delays(channel, delays(channel)));
            }
        });
        if (lines.isEmpty()) {
            return;
        }
        try {
            if (isWhole) {
                file.replace(lines, now);
                compactBytes = Math.max(SMALL_FILE, 4 * file.bytes());
                mustReplace = false;
            } else {
                file.append(lines, now);
            }
            writtenMillis = now;
        } catch (IOException failed) {
            // What was lost in a part that failed is in the whole that comes next.
            mustReplace = true;
            tellFailed(failed);
        }
    }

    /** Writes what there is and lets go of the directory. After the channels are accounted for. */
    public void close() {
        lock.lock();
        try {
            // The writer may be inside the file, which an interrupt would close: hence the lock.
            if (writer != null) {
                writer.interrupt();
            }
            write();
            isWritable = false;
            file.close();
            if (directoryLock != null) {
                directoryLock.close();
                directoryLock = null;
            }
        } catch (Exception failed) {
            // What was written is synced; the lock ends with the process in any case.
        } finally {
            lock.unlock();
        }
    }

    private void tellDamage(List<String> damage, Path kept) {
        tell(
                "MR-6072",
                "the ledger in " + directory + " is damaged: " + String.join("; ", damage),
                "see to the disk; the file as it was is kept as " + kept);
    }

    private void tellFailed(IOException failed) {
        tell(
                "MR-6071",
                "the ledger in " + directory + " cannot be read or written: " + failed.getMessage(),
                "make room for it, or see the permissions of the directory");
    }

    private void tell(String code, String what, String remedy) {
        problems.accept(
                new Problem(
                        code,
                        Problem.Severity.WARNING,
                        "ledger",
                        "",
                        what,
                        "events flow on and none is lost; what became of them is not, or not"
                                + " wholly, written down",
                        remedy));
    }
}
