// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import io.millrace.host.Disk;
import io.millrace.host.DiskFile;
import io.millrace.host.Host;
import io.millrace.host.Threads;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The files of a journal: which segments there are, room for the next one prepared in advance, and
 * what becomes of delivered ones. Safe for any thread; {@link #begin} and {@link #retire} are the
 * writer's.
 */
final class SegmentStore {
    static final String SEGMENT = ".segment";
    static final String SPARE = ".spare";
    private static final int MOST_SPARES = 2;
    private static final int ZEROS_BYTES = 1 << 20;

    private final Host host;
    private final JournalOptions options;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition spareTaken = lock.newCondition();

    /** By the number of their first event; two never begin at the same one but for empty ones. */
    private final TreeMap<Long, Segment> byNumber = new TreeMap<>();

    /** Delivered and kept, the oldest first, with the time of their delivery. */
    private final ArrayDeque<Delivered> delivered = new ArrayDeque<>();

    private final Map<Path, ArrayDeque<Path>> spares = new TreeMap<>();
    private long nextSpare = 1;
    private boolean closed;
    private @Nullable Thread preparer;

    private record Delivered(Segment segment, long nanos) {}

    SegmentStore(Host host, JournalOptions options) {
        this.host = host;
        this.options = options;
        for (Path directory : options.directories()) {
            spares.put(directory, new ArrayDeque<>());
        }
    }

    static String name(long number, String suffix) {
        return HexFormat.of().toHexDigits(number) + suffix;
    }

    /** The number in a name that {@link #name} made, or -1. */
    static long number(Path path, String suffix) {
        String name = String.valueOf(path.getFileName());
        if (!name.endsWith(suffix) || name.length() != 16 + suffix.length()) {
            return -1;
        }
        try {
            return HexFormat.fromHexDigitsToLong(name, 0, 16);
        } catch (IllegalArgumentException foreign) {
            return -1;
        }
    }

    /** Takes over what recovery found. */
    void restore(List<Segment> segments, List<Path> spareFiles) {
        lock.lock();
        try {
            for (Segment segment : segments) {
                byNumber.put(segment.number(), segment);
            }
            for (Path spare : spareFiles) {
                nextSpare = Math.max(nextSpare, number(spare, SPARE) + 1);
                ArrayDeque<Path> there = spares.get(spare.getParent());
                if (there != null) {
                    there.add(spare);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    void startPreparing() {
        preparer =
                host.threads()
                        .start(
                                Threads.Kind.PLATFORM,
                                options.name() + "-segments",
                                this::prepareAgainAndAgain);
    }

    /** All segments, rising. */
    List<Segment> segments() {
        lock.lock();
        try {
            return new ArrayList<>(byNumber.values());
        } finally {
            lock.unlock();
        }
    }

    /** The segment that has an event, or the first one behind it if none has; null at the end. */
    @Nullable Segment holding(long sequence) {
        lock.lock();
        try {
            for (Segment segment : byNumber.values()) {
                if (segment.endSequence() > sequence) {
                    return segment;
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** The segment as it is now. */
    @Nullable Segment current(long number) {
        lock.lock();
        try {
            return byNumber.get(number);
        } finally {
            lock.unlock();
        }
    }

    /** Notes how far a segment is durable. */
    void extend(long number, long end, long endSequence) {
        lock.lock();
        try {
            byNumber.computeIfPresent(number, (n, old) -> old.endingAt(end, endSequence));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Makes the file of a new segment, durable as an entry of its directory, and opens it. Its
     * header is not written yet.
     */
    DiskFile begin(SegmentHeader header) throws IOException {
        Disk disk = host.disk();
        Path directory = directory(header.number());
        if (options.minimumFreeBytes() > 0
                && disk.usableBytes(directory) < options.minimumFreeBytes()) {
            throw new DiskFullException(directory, options.minimumFreeBytes());
        }
        Path path = directory.resolve(name(header.number(), SEGMENT));
        Path spare = takeSpare(directory);
        if (spare != null) {
            disk.move(spare, path);
        }
        DiskFile file = disk.open(path, Disk.Mode.UPDATE);
        try {
            disk.syncDirectory(directory);
        } catch (IOException failed) {
            file.close();
            throw failed;
        }
        lock.lock();
        try {
            byNumber.put(
                    header.number(),
                    new Segment(path, header, SegmentHeader.BYTES, header.firstSequence()));
        } finally {
            lock.unlock();
        }
        return file;
    }

    /** Removes a segment that was begun and never had anything durable. */
    void discard(long number) {
        Segment segment;
        lock.lock();
        try {
            segment = byNumber.remove(number);
        } finally {
            lock.unlock();
        }
        if (segment != null) {
            try {
                host.disk().delete(segment.path());
            } catch (IOException stays) {
                // Recovery finds that nothing in it counts.
            }
        }
    }

    private Path directory(long number) {
        List<Path> all = options.directories();
        return all.get((int) (number % all.size()));
    }

    private @Nullable Path takeSpare(Path directory) {
        lock.lock();
        try {
            ArrayDeque<Path> there = spares.get(directory);
            Path spare = there == null ? null : there.poll();
            spareTaken.signalAll();
            return spare;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes back the segments of which all events are acknowledged, durably. The newest stays.
     *
     * @param lowWater all events below are acknowledged, and that is synced
     */
    void retire(long lowWater) throws IOException {
        for (Segment segment : deliveredBefore(lowWater)) {
            recycle(segment.path());
        }
    }

    private List<Segment> deliveredBefore(long lowWater) {
        List<Segment> retired = new ArrayList<>(2);
        long now = host.clock().nanos();
        lock.lock();
        try {
            while (byNumber.size() > 1
                    && byNumber.firstEntry().getValue().endSequence() <= lowWater) {
                delivered.addLast(new Delivered(byNumber.pollFirstEntry().getValue(), now));
            }
            long kept = 0;
            for (Delivered one : delivered) {
                kept += one.segment().end();
            }
            while (!delivered.isEmpty()
                    && (now - delivered.getFirst().nanos() >= options.keepDelivered().toNanos()
                            || kept > options.keepDeliveredBytes())) {
                Segment oldest = delivered.removeFirst().segment();
                kept -= oldest.end();
                retired.add(oldest);
            }
        } finally {
            lock.unlock();
        }
        return retired;
    }

    /** Turns a file into room for later, or removes it if there is enough of that. */
    private void recycle(Path path) throws IOException {
        Path directory = path.getParent();
        ArrayDeque<Path> there = directory == null ? null : spares.get(directory);
        Path spare = null;
        lock.lock();
        try {
            if (directory != null && there != null && there.size() < MOST_SPARES) {
                spare = directory.resolve(name(nextSpare++, SPARE));
            }
        } finally {
            lock.unlock();
        }
        boolean reusable =
                spare != null && host.disk().facts(path).size() <= 2 * options.segmentBytes();
        if (!reusable || spare == null || there == null) {
            host.disk().delete(path);
            return;
        }
        host.disk().move(path, spare);
        lock.lock();
        try {
            there.addLast(spare);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Keeps one spare for the next segment. What cannot be prepared is not: the writer then begins
     * a file that grows, and says itself what is wrong with the disk.
     */
    private void prepareAgainAndAgain() {
        try {
            while (true) {
                Path wanted = awaitWanted();
                if (wanted == null) {
                    return;
                }
                boolean made = prepare(wanted);
                lock.lock();
                try {
                    if (!made && !closed) {
                        // Nothing is tried again before the writer took or made a segment.
                        spareTaken.await();
                    }
                } finally {
                    lock.unlock();
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** The file to prepare next; null at the end. */
    private @Nullable Path awaitWanted() throws InterruptedException {
        lock.lock();
        try {
            while (!closed) {
                for (Map.Entry<Path, ArrayDeque<Path>> directory : spares.entrySet()) {
                    if (directory.getValue().isEmpty()) {
                        return directory.getKey().resolve(name(nextSpare++, SPARE));
                    }
                }
                spareTaken.await();
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private boolean prepare(Path path) {
        Disk disk = host.disk();
        try {
            Path directory = path.getParent();
            if (directory == null
                    || disk.usableBytes(directory)
                            < options.minimumFreeBytes() + 2 * options.segmentBytes()) {
                return false;
            }
            ByteBuffer zeros =
                    ByteBuffer.allocateDirect((int) Math.min(ZEROS_BYTES, options.segmentBytes()));
            try (DiskFile file = disk.open(path, Disk.Mode.UPDATE)) {
                long at = 0;
                while (at < options.segmentBytes() && !isClosed()) {
                    zeros.clear()
                            .limit((int) Math.min(zeros.capacity(), options.segmentBytes() - at));
                    int length = zeros.remaining();
                    file.writeAt(at, zeros);
                    at += length;
                }
                file.sync();
            }
            lock.lock();
            try {
                ArrayDeque<Path> there = spares.get(directory);
                if (there != null) {
                    there.addLast(path);
                }
            } finally {
                lock.unlock();
            }
            return true;
        } catch (IOException noRoom) {
            try {
                disk.delete(path);
            } catch (IOException stays) {
                // Recovery takes it for the spare that it is.
            }
            return false;
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Bytes of all segments and delivered ones. */
    long diskBytes() {
        lock.lock();
        try {
            long bytes = 0;
            for (Segment segment : byNumber.values()) {
                bytes += segment.end();
            }
            for (Delivered one : delivered) {
                bytes += one.segment().end();
            }
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    void stopPreparing() {
        lock.lock();
        try {
            closed = true;
            spareTaken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean join(Duration atMost) throws InterruptedException {
        Thread thread = preparer;
        return thread == null || host.threads().join(thread, atMost);
    }
}
