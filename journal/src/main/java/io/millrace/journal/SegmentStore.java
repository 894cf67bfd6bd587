// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import io.millrace.host.Disk;
import io.millrace.host.DiskFile;
import io.millrace.host.Host;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The files of a journal: which segments there are, and what becomes of delivered ones, which are
 * used again: to write over what is allocated already is what makes a sync quick. Safe for any
 * thread; {@link #begin} and {@link #retire} are the writer's.
 */
final class SegmentStore {
    static final String SEGMENT = ".segment";
    static final String SPARE = ".spare";
    private static final int MOST_SPARES = 2;

    /** With less than that the next write fails, if this one did not. */
    private static final long NO_ROOM_BYTES = 16 << 10;

    private final Host host;
    private final JournalOptions options;
    private final ReentrantLock lock = new ReentrantLock();

    /** By the number of their first event; two never begin at the same one but for empty ones. */
    private final TreeMap<Long, Segment> byNumber = new TreeMap<>();

    /** Delivered and kept, the oldest first, with the time of their delivery. */
    private final ArrayDeque<Delivered> delivered = new ArrayDeque<>();

    private final Map<Path, ArrayDeque<Path>> spares = new TreeMap<>();
    private long nextSpare = 1;

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

    /**
     * Takes over what recovery found. If segments are encrypted, spares are removed: they may have
     * plain bytes of an earlier use, which would stay behind the end of the new one.
     */
    void restore(List<Segment> segments, List<Path> spareFiles) {
        lock.lock();
        try {
            for (Segment segment : segments) {
                byNumber.put(segment.number(), segment);
            }
            for (Path spare : spareFiles) {
                nextSpare = Math.max(nextSpare, number(spare, SPARE) + 1);
                ArrayDeque<Path> there = spares.get(spare.getParent());
                if (options.keys().encrypts()) {
                    remove(spare);
                } else if (there != null) {
                    there.add(spare);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void remove(Path spare) {
        try {
            host.disk().delete(spare);
        } catch (IOException stays) {
            // It is not used any more, and the next start tries again.
        }
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
            Long key = number;
            Segment old = byNumber.get(key);
            if (old != null) {
                byNumber.put(key, old.endingAt(end, endSequence));
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Makes the file of a new segment, durable as an entry of its directory, and opens it. Its
     * header is not written yet.
     *
     * @param mayUseReserve whether it may take what is to be left to others
     */
    DiskFile begin(SegmentHeader header, boolean mayUseReserve) throws IOException {
        Disk disk = host.disk();
        Path directory = directory(header.number());
        Path path = directory.resolve(name(header.number(), SEGMENT));
        Path spare = takeSpare(directory);
        if (spare != null) {
            disk.move(spare, path);
        } else if (!mayUseReserve) {
            requireRoom(header.number());
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

    /** Refuses to make a segment longer if too little is left on its disk. */
    void requireRoom(long number) throws IOException {
        Path directory = directory(number);
        if (options.minimumFreeBytes() > 0
                && host.disk().usableBytes(directory) < options.minimumFreeBytes()) {
            throw new DiskFullException(directory, options.minimumFreeBytes());
        }
    }

    /**
     * Whether a write failed because a disk has no room, by the words of the failure or by what is
     * left. A disk that is full and broken counts as full: it is tried again either way.
     */
    boolean isFull(IOException failure) {
        if (DiskFullException.isSaid(failure)) {
            return true;
        }
        for (Path directory : options.directories()) {
            try {
                if (host.disk().usableBytes(directory) < NO_ROOM_BYTES) {
                    return true;
                }
            } catch (IOException unknown) {
                // Then the failure's own words count.
            }
        }
        return false;
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
        List<Segment> retired = deliveredBefore(lowWater);
        for (int i = 0; i < retired.size(); i++) {
            recycle(retired.get(i));
        }
    }

    private List<Segment> deliveredBefore(long lowWater) {
        long now = host.clock().nanos();
        lock.lock();
        try {
            while (byNumber.size() > 1
                    && byNumber.firstEntry().getValue().endSequence() <= lowWater) {
                delivered.addLast(new Delivered(byNumber.pollFirstEntry().getValue(), now));
            }
            if (delivered.isEmpty()) {
                return List.of();
            }
            List<Segment> retired = new ArrayList<>(2);
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
            return retired;
        } finally {
            lock.unlock();
        }
    }

    /** Turns a file into room for later, or removes it if there is enough of that. */
    private void recycle(Segment segment) throws IOException {
        Path path = segment.path();
        Path directory = path.getParent();
        ArrayDeque<Path> there = directory == null ? null : spares.get(directory);
        boolean wouldKeepPlain = options.keys().encrypts() && segment.header().key().isNone();
        Path spare = null;
        lock.lock();
        try {
            if (!wouldKeepPlain
                    && directory != null
                    && there != null
                    && there.size() < MOST_SPARES) {
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
}
