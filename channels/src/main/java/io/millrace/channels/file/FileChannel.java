// SPDX-License-Identifier: Apache-2.0
package io.millrace.channels.file;

import io.millrace.channels.OpenRanges;
import io.millrace.frame.Batch;
import io.millrace.frame.Run;
import io.millrace.frame.StreamPosition;
import io.millrace.journal.Append;
import io.millrace.journal.Journal;
import io.millrace.journal.JournalOptions;
import io.millrace.journal.LockedException;
import io.millrace.journal.NewerFormatException;
import io.millrace.journal.StreamEnd;
import io.millrace.journal.UnusableKeyException;
import io.millrace.spi.Channel;
import io.millrace.spi.ChannelNumbers;
import io.millrace.spi.Context;
import io.millrace.spi.Health;
import io.millrace.spi.Level;
import io.millrace.spi.ProblemException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** A journal with a capacity. */
final class FileChannel implements Channel {
    private final Context context;
    private final Directories directories;
    private final JournalOptions options;
    private final int capacity;
    private final Duration keepAlive;
    private final Map<String, String> encryption;
    private final JournalReports reports;

    /** Set by {@link #open}, before anything else is called. */
    private volatile @Nullable Opened opened;

    private record Opened(Journal journal, Room room, Optional<String> identity) {}

    FileChannel(
            Context context,
            Directories directories,
            JournalOptions options,
            int capacity,
            Duration keepAlive,
            Map<String, String> encryption) {
        this.context = context;
        this.directories = directories;
        this.options = options;
        this.capacity = capacity;
        this.keepAlive = keepAlive;
        this.encryption = encryption;
        this.reports = new JournalReports(context);
    }

    @Override
    public void open() throws IOException {
        Encryption how = Encryption.of(encryption, context.host().disk());
        directories.requireOwn(context.host().disk());
        Room room = new Room(context.name(), capacity, context.host().clock());
        reports.passOverIn(room);
        try {
            JournalOptions keyed = encryption.isEmpty() ? options : options.withKeys(how.keys());
            Journal journal = Journal.open(context.host(), keyed, reports);
            room.holds(journal.events(), journal.bytes());
            opened = new Opened(journal, room, directories.identity(context.host().disk()));
            context.meters()
                    .gauge("channel_disk_bytes", "Bytes of its segments.", journal::diskBytes);
        } catch (LockedException locked) {
            throw new ProblemException(
                    "MR-3010",
                    "directory " + options.home() + " is used by another agent or channel",
                    "the channel does not open; what is in the directory is not touched",
                    "end the other process, or give each channel a checkpointDir and dataDirs of"
                            + " its own",
                    locked);
        } catch (UnusableKeyException unusable) {
            throw KeyProblems.of(unusable);
        } catch (NewerFormatException newer) {
            throw new ProblemException(
                    "MR-3011",
                    "a later version of Millrace wrote to "
                            + options.home()
                            + ": "
                            + newer.getMessage(),
                    "the channel does not open; nothing in the directory is changed",
                    "run that version, or let it deliver all events before you go back",
                    newer);
        }
        reports.tellLevel(options);
        if (how.isNamedOtherwise()) {
            reports.tellCipher();
        }
    }

    private Opened opened() {
        Opened now = opened;
        if (now == null) {
            throw new IllegalStateException("the channel is not open");
        }
        return now;
    }

    @Override
    public Level level() {
        return options.syncEvery().isZero() ? Level.FSYNC : Level.FSYNC_INTERVAL;
    }

    @Override
    public int maxBatchEvents() {
        return capacity;
    }

    @Override
    public Duration keepAlive() {
        return keepAlive;
    }

    @Override
    public Reservation reserve(int events, long bytes, long waitNanos)
            throws IOException, InterruptedException {
        if (events > capacity) {
            throw new IllegalArgumentException(
                    events + " events at once, more than the " + capacity + " of the channel");
        }
        Opened now = opened();
        now.room().claim(events, waitNanos);
        return new Claim(now, events, bytes);
    }

    @Override
    public Optional<Take> take(int maxEvents, long waitNanos) throws InterruptedException {
        if (maxEvents < 1) {
            throw new IllegalArgumentException("a take of " + maxEvents + " events");
        }
        Opened now = opened();
        List<Journal.Taken> taken = now.journal().take(maxEvents, waitNanos);
        return taken.isEmpty() ? Optional.empty() : Optional.of(new Taken(now, taken));
    }

    @Override
    public Optional<StreamPosition> position(String stream) {
        return opened().journal().streamEnd(stream).flatMap(end -> position(stream, end));
    }

    @Override
    public Set<String> streams() {
        return opened().journal().streams().keySet();
    }

    private static Optional<StreamPosition> position(String stream, StreamEnd end) {
        return end.position().length == 0
                ? Optional.empty()
                : Optional.of(
                        new StreamPosition(
                                stream, end.epoch(), end.positionOrdinal(), end.position()));
    }

    @Override
    public void seal() {
        opened().journal().seal();
    }

    @Override
    public Fill fill() {
        Opened now = opened();
        return new Fill(now.room().events(), capacity, now.room().bytes(), Long.MAX_VALUE);
    }

    @Override
    public OptionalLong stored() {
        return OptionalLong.of(opened().journal().appended());
    }

    @Override
    public Health health() {
        return reports.health();
    }

    @Override
    public void close() {
        Opened now = opened;
        if (now != null) {
            now.journal().close();
        }
    }

    /** Room for one batch, then the batch on its way into the journal. */
    private static final class Claim implements Reservation, Pending, Consumer<Append> {
        private final Opened channel;
        private final int events;
        private final long bytes;
        private @Nullable Append append;
        private boolean isClosed;

        Claim(Opened channel, int events, long bytes) {
            this.channel = channel;
            this.events = events;
            this.bytes = bytes;
        }

        @Override
        public Pending commit(Batch batch) throws IOException {
            if (batch.size() != events) {
                throw new IllegalArgumentException(
                        batch.size() + " events committed, " + events + " reserved");
            }
            if (append != null || isClosed) {
                throw new IllegalStateException("the reservation is used or closed");
            }
            // Before the append: a sink may have delivered it before the append returns.
            channel.room().store(events, bytes);
            try {
                append = channel.journal().append(batch, this);
                return this;
            } finally {
                if (append == null) {
                    channel.room().store(-events, -bytes);
                }
            }
        }

        /** As soon as it is known what became of it, whether or not somebody waits for it. */
        @Override
        public void accept(Append settled) {
            if (settled.stored() < events) {
                channel.room().free(events - settled.stored(), bytes - settled.storedBytes());
            }
        }

        @Override
        public void await() throws IOException, InterruptedException {
            Objects.requireNonNull(append).await();
        }

        @Override
        public Batch leftOut() {
            return Objects.requireNonNull(append).duplicates();
        }

        @Override
        public void close() {
            if (append == null && !isClosed) {
                isClosed = true;
                channel.room().release(events);
            }
        }
    }

    /** Events that a sink has. */
    private static final class Taken implements Take {
        private final Opened channel;
        private final List<Journal.Taken> parts;
        private final Batch batch;
        private final ReentrantLock lock = new ReentrantLock();
        private final OpenRanges open;

        Taken(Opened channel, List<Journal.Taken> parts) {
            this.channel = channel;
            this.parts = parts;
            this.batch = batchOf(parts);
            this.open = new OpenRanges(batch.size());
        }

        private static Batch batchOf(List<Journal.Taken> parts) {
            if (parts.size() == 1) {
                return Batch.of(parts.getFirst().run());
            }
            List<Run> runs = new ArrayList<>(parts.size());
            for (Journal.Taken part : parts) {
                runs.add(part.run());
            }
            return Batch.of(runs);
        }

        @Override
        public Batch batch() {
            return batch;
        }

        @Override
        public Optional<ChannelNumbers> numbers() {
            return channel.identity()
                    .map(identity ->
                            new ChannelNumbers(
                                    identity,
                                    parts.stream().map(Journal.Taken::sequence).toList()));
        }

        @Override
        public void acknowledge(int from, int to) {
            for (OpenRanges.Range range : cut(Math.max(0, from), Math.min(to, batch.size()))) {
                int events = range.to() - range.from();
                long bytes = 0;
                for (Journal.Taken part : parts(range)) {
                    long partBytes = part.run().bodyBytes();
                    channel.journal()
                            .acknowledge(
                                    part.sequence(),
                                    part.sequence() + part.run().size(),
                                    partBytes);
                    bytes += partBytes;
                }
                channel.room().free(events, bytes);
            }
        }

        private List<OpenRanges.Range> cut(int from, int to) {
            if (from >= to) {
                return List.of();
            }
            lock.lock();
            try {
                return open.cut(from, to);
            } finally {
                lock.unlock();
            }
        }

        /** The parts of the journal that a range of the batch is. */
        private List<Journal.Taken> parts(OpenRanges.Range range) {
            if (range.to() - range.from() == batch.size()) {
                return parts;
            }
            List<Journal.Taken> cut = new ArrayList<>(1);
            int start = 0;
            for (Journal.Taken part : parts) {
                Run run = part.run();
                int from = Math.max(range.from() - start, 0);
                int to = Math.min(range.to() - start, run.size());
                if (from < to) {
                    cut.add(new Journal.Taken(part.sequence() + from, run.slice(from, to)));
                }
                start += run.size();
            }
            return cut;
        }

        @Override
        public void close() {
            List<Journal.Taken> left = new ArrayList<>();
            for (OpenRanges.Range range : cut(0, batch.size())) {
                left.addAll(parts(range));
            }
            if (!left.isEmpty()) {
                channel.journal().giveBack(left);
            }
        }
    }
}
