// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import io.millrace.frame.Batch;
import io.millrace.frame.Block;
import io.millrace.frame.Run;
import io.millrace.frame.StreamPosition;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Follows the blocks of replayable sources until no failure can take them away, and knows how far
 * each stream is.
 *
 * <p>A block is safe when all its events were emitted and each copy of each event, one for every
 * required channel below level {@code fsync}, was delivered. A stream's position is the end of the
 * last block before which all blocks are safe. Blocks that an interceptor made count for the first
 * block of the batch that they came from, which can only make a position later than it might be,
 * never earlier. Safe for any thread.
 */
final class StreamTracker {
    private static final char SEPARATOR = '\n';

    private final ReentrantLock lock = new ReentrantLock();
    private final IdentityHashMap<Block, Tracked> blocks = new IdentityHashMap<>();
    private final TreeMap<String, Stream> streams = new TreeMap<>();
    private volatile int trackedBlocks;

    private long changes;

    /** A stream of a source. */
    private static final class Stream {
        private final ArrayDeque<Tracked> order = new ArrayDeque<>();
        private @Nullable StreamPosition accepted;
        private @Nullable StreamPosition safe;
    }

    private static final class Tracked {
        private final Stream stream;
        private final StreamPosition end;

        /** As it was emitted, and as interceptors made it. */
        private final List<Block> forms = new ArrayList<>(1);

        private int notEmitted;
        private long notDelivered;

        Tracked(Stream stream, StreamPosition end, int events) {
            this.stream = stream;
            this.end = end;
            this.notEmitted = events;
        }

        boolean isSafe() {
            return notEmitted <= 0 && notDelivered <= 0;
        }
    }

    /** Where a stream goes on after the block: its end, and the number of the next event. */
    private static StreamPosition after(String source, Block block, StreamPosition position) {
        return new StreamPosition(
                position.stream().substring(qualified(source, "").length()),
                position.epoch(),
                block.ordinal(block.events() - 1) + 1,
                position.end());
    }

    /**
     * A batch is about to be emitted by a source, its streams under their {@link #qualified} names;
     * nothing of it is in a channel yet.
     */
    void emitting(String source, Batch batch) {
        if (!hasPositions(batch)) {
            return;
        }
        lock.lock();
        try {
            for (Run run : batch.runs()) {
                Block block = run.block();
                StreamPosition position = block.position();
                if (position != null && !blocks.containsKey(block)) {
                    Stream stream = streams.computeIfAbsent(position.stream(), k -> new Stream());
                    Tracked tracked =
                            new Tracked(stream, after(source, block, position), block.events());
                    stream.order.add(tracked);
                    track(block, tracked);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void track(Block block, Tracked tracked) {
        tracked.forms.add(block);
        blocks.put(block, tracked);
        trackedBlocks = blocks.size();
    }

    /** A part of the batch is about to be committed to a channel that can lose it. */
    void storing(Batch emitted, Batch stored) {
        if (!hasPositions(emitted)) {
            return;
        }
        lock.lock();
        try {
            Tracked first = blocks.get(emitted.runs().getFirst().block());
            for (Run run : stored.runs()) {
                Tracked tracked = blocks.get(run.block());
                if (tracked == null && first != null) {
                    tracked = first;
                    track(run.block(), first);
                }
                if (tracked != null) {
                    tracked.notDelivered += run.size();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** What was {@link #storing} is not in the channel. */
    void notStored(Batch batch) {
        delivered(batch);
    }

    /** The whole batch was accepted by all required channels. */
    void emitted(Batch batch) {
        if (!hasPositions(batch)) {
            return;
        }
        lock.lock();
        try {
            for (Run run : batch.runs()) {
                Tracked tracked = blocks.get(run.block());
                if (tracked != null) {
                    tracked.notEmitted -= run.size();
                    if (tracked.notEmitted <= 0) {
                        tracked.stream.accepted = tracked.end;
                    }
                    settle(tracked);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Events were delivered, or dropped in a way that is accounted for. */
    void delivered(Batch batch) {
        if (trackedBlocks == 0) {
            return;
        }
        lock.lock();
        try {
            for (Run run : batch.runs()) {
                Tracked tracked = blocks.get(run.block());
                if (tracked != null) {
                    tracked.notDelivered -= run.size();
                    settle(tracked);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void settle(Tracked tracked) {
        if (!tracked.isSafe()) {
            return;
        }
        tracked.forms.forEach(blocks::remove);
        Stream stream = tracked.stream;
        while (!stream.order.isEmpty() && stream.order.getFirst().isSafe()) {
            stream.safe = stream.order.removeFirst().end;
            changes++;
        }
        trackedBlocks = blocks.size();
    }

    /** How many blocks are followed, in any form. */
    int trackedBlocks() {
        return trackedBlocks;
    }

    /** Takes over what was saved by a former process. */
    void restore(String source, StreamPosition position) {
        lock.lock();
        try {
            streams.computeIfAbsent(qualified(source, position.stream()), k -> new Stream()).safe =
                    position;
        } finally {
            lock.unlock();
        }
    }

    /** A source begins with a stream; false if it is known already. */
    boolean begin(String source, StreamPosition start) {
        lock.lock();
        try {
            Stream stream =
                    streams.computeIfAbsent(qualified(source, start.stream()), k -> new Stream());
            StreamPosition known = stream.accepted == null ? stream.safe : stream.accepted;
            if (known != null && known.epoch() >= start.epoch()) {
                return false;
            }
            stream.accepted = start;
            // What is still on its way was emitted before, and says by itself when it is safe.
            if (stream.order.isEmpty()) {
                stream.safe = start;
                changes++;
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Where a source that starts, or starts again in this process, goes on. */
    Optional<StreamPosition> position(String source, String stream) {
        lock.lock();
        try {
            Stream known = streams.get(qualified(source, stream));
            if (known == null) {
                return Optional.empty();
            }
            return Optional.ofNullable(known.accepted == null ? known.safe : known.accepted);
        } finally {
            lock.unlock();
        }
    }

    /** The same for every stream of a source. */
    List<StreamPosition> positions(String source) {
        lock.lock();
        try {
            List<StreamPosition> positions = new ArrayList<>();
            for (Stream known : of(source).values()) {
                StreamPosition position = known.accepted == null ? known.safe : known.accepted;
                if (position != null) {
                    positions.add(position);
                }
            }
            return positions;
        } finally {
            lock.unlock();
        }
    }

    /** The streams of a source; with the lock held. */
    private SortedMap<String, Stream> of(String source) {
        return streams.subMap(qualified(source, ""), source + (char) (SEPARATOR + 1));
    }

    /** Another number than before if a safe position of any stream changed meanwhile. */
    long changes() {
        lock.lock();
        try {
            return changes;
        } finally {
            lock.unlock();
        }
    }

    /** The safe position of one stream. */
    Optional<StreamPosition> safePosition(String source, String stream) {
        lock.lock();
        try {
            Stream known = streams.get(qualified(source, stream));
            return known == null ? Optional.empty() : Optional.ofNullable(known.safe);
        } finally {
            lock.unlock();
        }
    }

    /** The safe position of every stream of a source, by stream. */
    Map<String, StreamPosition> safePositions(String source) {
        lock.lock();
        try {
            Map<String, StreamPosition> safe = new TreeMap<>();
            for (Stream stream : of(source).values()) {
                if (stream.safe != null) {
                    safe.put(stream.safe.stream(), stream.safe);
                }
            }
            return safe;
        } finally {
            lock.unlock();
        }
    }

    static boolean hasPositions(Batch batch) {
        for (Run run : batch.runs()) {
            if (run.block().position() != null) {
                return true;
            }
        }
        return false;
    }

    /** The name of a stream that no other source of the agent has. */
    static String qualified(String source, String stream) {
        return source + SEPARATOR + stream;
    }
}
