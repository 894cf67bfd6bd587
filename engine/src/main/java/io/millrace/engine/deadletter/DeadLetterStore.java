// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.deadletter;

import io.millrace.config.DeadLetterSettings;
import io.millrace.frame.Batch;
import io.millrace.host.Host;
import io.millrace.journal.Journal;
import io.millrace.journal.JournalKeys;
import io.millrace.journal.JournalListener;
import io.millrace.journal.JournalOptions;
import io.millrace.journal.KeySource;
import io.millrace.journal.LockedException;
import io.millrace.journal.UnusableKeyException;
import io.millrace.spi.Health;
import io.millrace.spi.Meters;
import io.millrace.spi.Problem;
import io.millrace.spi.ProblemException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The dead letters of one channel, for the agent that runs it. Nothing is created on disk before
 * there is one. Safe for any thread.
 */
public final class DeadLetterStore {
    private static final long LARGEST_SEGMENT = 4 << 20;
    private static final long SMALLEST_SEGMENT = 64 << 10;

    /** A little more than what the headers of a letter take beside those of the event. */
    private static final long OVERHEAD = 600;

    private static final Meters.CounterSpec DROPPED =
            new Meters.CounterSpec(
                    "dead_letters_dropped_total",
                    "Events that could not be delivered, nor kept as dead letters.");
    private static final Meters.CounterSpec REPLAYED =
            new Meters.CounterSpec(
                    "dead_letters_replayed_total", "Dead letters put into the channel again.");

    /** So long a dead letter is news, and the channel counts as degraded. */
    private static final Duration NEWS = Duration.ofHours(1);

    private final Host host;
    private final Path directory;
    private final String channel;
    private final String sources;
    private final DeadLetterSettings settings;
    private final KeySource keySource;
    private final Consumer<Problem> report;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicLong dropped = new AtomicLong();
    private @Nullable Journal journal;

    /** Those that the journal was opened with. */
    private volatile JournalKeys keys = JournalKeys.NONE;

    private boolean closed;
    private final Meters.Counter droppedTotal;
    private final Meters.Counter replayedTotal;
    private volatile long latestNanos;
    private volatile boolean hadAny;
    private volatile LongSupplier delivered = () -> 0;
    private volatile long deliveredBefore;
    private volatile Runnable onOpen = () -> {};
    private volatile String trouble = "";

    /**
     * @param directory its own, below the agent's state directory
     * @param sources the names of the sources that fill the channel
     * @param keySource the channel's: its events are encrypted here too if they are there
     * @param meters of the channel
     * @param report hears of damage and of events dropped
     */
    DeadLetterStore(
            Host host,
            Path directory,
            String channel,
            List<String> sources,
            DeadLetterSettings settings,
            KeySource keySource,
            Meters meters,
            Consumer<Problem> report) {
        this.host = host;
        this.directory = directory;
        this.channel = channel;
        this.sources = String.join(",", sources);
        this.settings = settings;
        this.keySource = keySource;
        this.report = report;
        this.droppedTotal = meters.counter(DROPPED);
        this.replayedTotal = meters.counter(REPLAYED);
        meters.gauge("dead_letters", "Dead letters that are there now.", this::events);
        meters.gauge("dead_letter_bytes", "Bytes of dead letters on disk.", this::diskBytes);
    }

    /** How the journal of dead letters in a directory is kept. */
    static JournalOptions options(String channel, Path directory, long limitBytes) {
        long segment = Math.clamp(limitBytes / 16, SMALLEST_SEGMENT, LARGEST_SEGMENT);
        // Nobody takes: they are read from the disk when somebody asks for them.
        return JournalOptions.in("deadletters-" + channel, directory)
                .withSegmentBytes(segment)
                .withReadAheadBytes(SMALLEST_SEGMENT);
    }

    /** What became of events. */
    public enum Outcome {
        /** They are on disk, synced. */
        KEPT,
        /** They could not be kept, and the configuration says to drop such events. */
        DROPPED
    }

    public String channel() {
        return channel;
    }

    public DeadLetterSettings settings() {
        return settings;
    }

    /**
     * Before it is used.
     *
     * @param deliveries counts what the sinks of the channel have delivered
     * @param opened is called when the store was opened
     */
    void attach(LongSupplier deliveries, Runnable opened) {
        delivered = deliveries;
        onOpen = opened;
        latestNanos = host.clock().nanos();
    }

    /** Whether it is open, so that there may be something in it. */
    boolean isOpen() {
        return opened() != null;
    }

    /** What is in it can be read with these, once it is open. */
    JournalKeys keys() {
        return keys;
    }

    Path directory() {
        return directory;
    }

    /**
     * Whether the fault seems to be over: the sinks delivered something since the latest dead
     * letter, and there was none for the time that the configuration names.
     */
    boolean isFaultOver() {
        return delivered.getAsLong() > deliveredBefore
                && host.clock().nanos() - latestNanos >= settings.replayAfter().toNanos();
    }

    /** The time before the next replay begins now. */
    void startWaiting() {
        latestNanos = host.clock().nanos();
        deliveredBefore = delivered.getAsLong();
    }

    /** Lets a dead letter go; durable a moment later. */
    void letGo(DeadLetter letter) {
        Journal open = opened();
        if (open != null) {
            long bytes = letter.event().run().bodyLength(letter.event().index());
            open.acknowledge(letter.sequence(), letter.sequence() + 1, bytes);
        }
    }

    void addReplayed(long events) {
        replayedTotal.add(events);
    }

    /** Opens what a former process left, if anything. */
    void openIfPresent() throws IOException {
        if (host.disk().factsIfPresent(directory).isPresent()) {
            try {
                journal();
            } catch (IOException failed) {
                trouble = message(failed);
                throw failed;
            }
        }
    }

    /**
     * Keeps events, and returns when they are durable.
     *
     * @throws IOException if they could not be kept: then they must stay in their channel. A {@link
     *     ProblemException} says why; some of them may be kept all the same
     * @throws InterruptedException if the caller was interrupted; they may be kept all the same
     */
    public Outcome keep(List<Undeliverable> events, String sink)
            throws IOException, InterruptedException {
        try {
            Batch letters = Letters.of(events, channel, sources, sink, host.clock().millis());
            write(letters);
            trouble = "";
            latestNanos = host.clock().nanos();
            deliveredBefore = delivered.getAsLong();
            hadAny = true;
            return Outcome.KEPT;
        } catch (IOException failed) {
            ProblemException explained = explained(failed);
            trouble = explained.problem().what();
            if (!settings.dropWhenFull()) {
                throw explained;
            }
            dropped.addAndGet(events.size());
            droppedTotal.add(events.size());
            reportDropped(events, explained);
            return Outcome.DROPPED;
        }
    }

    private void write(Batch letters) throws IOException, InterruptedException {
        Journal open = journal();
        long needed = letters.bodyBytes() + OVERHEAD * letters.size();
        if (open.diskBytes() + needed > settings.limitBytes()) {
            throw new ProblemException(
                    "MR-6050",
                    "the dead letters of channel \""
                            + channel
                            + "\" have reached their limit of "
                            + settings.limitBytes()
                            + " bytes (deadletter.limit)",
                    "events that cannot be delivered stay in the channel and are tried again; what"
                            + " is behind them is slowed down",
                    "look at them with millrace deadletter ls, then replay or discard them, or"
                            + " raise the limit",
                    null);
        }
        long segment = options(channel, directory, settings.limitBytes()).segmentBytes();
        if (host.disk().usableBytes(directory) < needed + 2 * segment) {
            throw new IOException("no room on the disk of " + directory);
        }
        try {
            open.append(letters).await();
        } catch (IllegalArgumentException tooLong) {
            throw new IOException("no record can hold the event: " + tooLong.getMessage(), tooLong);
        }
    }

    private Journal journal() throws IOException {
        lock.lock();
        try {
            Journal open = journal;
            if (open == null) {
                if (closed) {
                    throw new IOException("the agent stops");
                }
                keys = keySource.keys(host.disk());
                open =
                        Journal.open(
                                host,
                                options(channel, directory, settings.limitBytes()).withKeys(keys),
                                new Listener());
                journal = open;
                onOpen.run();
            }
            return open;
        } finally {
            lock.unlock();
        }
    }

    private ProblemException explained(IOException failure) {
        if (failure instanceof ProblemException already) {
            return already;
        }
        return new ProblemException(
                "MR-6051",
                "the dead letters of channel \""
                        + channel
                        + "\" cannot be written: "
                        + message(failure),
                "events that cannot be delivered stay in the channel and are tried again; what is"
                        + " behind them is slowed down",
                remedy(failure),
                failure);
    }

    private String remedy(IOException failure) {
        return switch (failure) {
            case LockedException _ -> "stop the other process that uses " + directory;
            case UnusableKeyException key ->
                    "give the channel key " + key.name() + " with encryption.keyProvider.keys";
            default -> "make " + directory + " writable, with room on its disk";
        };
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    private void reportDropped(List<Undeliverable> events, ProblemException why) {
        report.accept(
                new Problem(
                        "MR-6052",
                        Problem.Severity.ERROR,
                        "",
                        "",
                        "events that could not be delivered were dropped: " + why.problem().what(),
                        events.size()
                                + " events are lost, as deadletter.full = drop asks for; "
                                + dropped.get()
                                + " since the start",
                        why.problem().remedy()));
    }

    /** How many there are; those of the last tenth of a second may be counted still. */
    public long events() {
        Journal open = opened();
        return open == null ? 0 : open.events();
    }

    /** What they take on disk. */
    public long diskBytes() {
        Journal open = opened();
        return open == null ? 0 : open.diskBytes();
    }

    /** How many were dropped because they could not be kept. */
    public long dropped() {
        return dropped.get();
    }

    /** Degraded while a dead letter is news, and while they cannot be kept. */
    public Health health() {
        if (!trouble.isEmpty()) {
            return Health.degraded(trouble);
        }
        long age = host.clock().nanos() - latestNanos;
        long events = events();
        if (hadAny && events > 0 && age < NEWS.toNanos()) {
            return Health.degraded(
                    events
                            + (events == 1 ? " dead letter" : " dead letters")
                            + ", the latest "
                            + Duration.ofNanos(age).toMinutes()
                            + " min ago: millrace deadletter ls");
        }
        return Health.up();
    }

    private @Nullable Journal opened() {
        lock.lock();
        try {
            return journal;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        Journal open;
        lock.lock();
        try {
            closed = true;
            open = journal;
            journal = null;
        } finally {
            lock.unlock();
        }
        if (open != null) {
            open.close();
        }
    }

    /** What the journal cannot mend. */
    private final class Listener implements JournalListener {

        @Override
        public void damaged(Path file, long from, long to, long firstEvent, long endEvent) {
            report.accept(
                    new Problem(
                            "MR-6054",
                            Problem.Severity.ERROR,
                            "",
                            "",
                            "dead letters "
                                    + firstEvent
                                    + " to "
                                    + (endEvent - 1)
                                    + " are lost: "
                                    + file
                                    + " is damaged from byte "
                                    + from
                                    + " to "
                                    + to,
                            (endEvent - firstEvent) + " dead letters are lost; all others are kept",
                            "check the disk; the damaged bytes are kept beside the file"));
        }
    }
}
