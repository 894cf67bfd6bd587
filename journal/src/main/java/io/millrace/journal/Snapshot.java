// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is known at one place of the journal of all that came before it. Changes as records are
 * applied; not safe for several threads.
 */
final class Snapshot {
    private static final int FIXED_BYTES = 8 + 8 + 4 + 4;

    private final SequenceRanges acknowledged;
    private long acknowledgedBytes;
    private final Map<String, StreamEnd> streams;

    private Snapshot(
            SequenceRanges acknowledged, long acknowledgedBytes, Map<String, StreamEnd> streams) {
        this.acknowledged = acknowledged;
        this.acknowledgedBytes = acknowledgedBytes;
        this.streams = streams;
    }

    /** Of an empty journal, or of one whose first events are known to be gone. */
    static Snapshot empty(long lowWater, long acknowledgedBytes) {
        return new Snapshot(new SequenceRanges(lowWater), acknowledgedBytes, new TreeMap<>());
    }

    SequenceRanges acknowledged() {
        return acknowledged;
    }

    /** Bytes of bodies acknowledged since the journal was made. */
    long acknowledgedBytes() {
        return acknowledgedBytes;
    }

    void addAcknowledgedBytes(long bytes) {
        acknowledgedBytes += bytes;
    }

    /** Takes over what another one knows of acknowledgements. */
    void acknowledge(Snapshot other) {
        acknowledged.add(0, other.acknowledged.lowWater());
        for (SequenceRanges.Range range : other.acknowledged.ranges()) {
            acknowledged.add(range.from(), range.to());
        }
        acknowledgedBytes = Math.max(acknowledgedBytes, other.acknowledgedBytes);
    }

    /** Takes over all that another one knows. */
    void add(Snapshot other) {
        acknowledge(other);
        other.streams.forEach(this::advance);
    }

    Map<String, StreamEnd> streams() {
        return streams;
    }

    void advance(String stream, StreamEnd end) {
        streams.merge(stream, end, StreamEnd::then);
    }

    /** Keeps so many streams at most, those with the latest events. */
    void forgetStreams(int most) {
        int tooMany = streams.size() - most;
        if (tooMany > 0) {
            List<String> oldest =
                    streams.entrySet().stream()
                            .sorted(
                                    Comparator.comparingLong(
                                            one -> one.getValue().acceptedMillis()))
                            .limit(tooMany)
                            .map(Map.Entry::getKey)
                            .toList();
            oldest.forEach(streams::remove);
        }
    }

    byte[] encode() {
        Map<String, byte[]> names = new TreeMap<>();
        int length = FIXED_BYTES + 16 * acknowledged.rangeCount();
        for (Map.Entry<String, StreamEnd> stream : streams.entrySet()) {
            byte[] name = stream.getKey().getBytes(StandardCharsets.UTF_8);
            names.put(stream.getKey(), name);
            length += 2 + name.length + 4 * 8 + 4 + stream.getValue().position().length;
        }
        ByteBuffer out = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(acknowledged.lowWater()).putLong(acknowledgedBytes);
        out.putInt(acknowledged.rangeCount());
        for (SequenceRanges.Range range : acknowledged.ranges()) {
            out.putLong(range.from()).putLong(range.to());
        }
        out.putInt(streams.size());
        streams.forEach((stream, end) -> {
            byte[] name = names.getOrDefault(stream, new byte[0]);
            out.putShort((short) name.length).put(name);
            out.putLong(end.epoch()).putLong(end.nextOrdinal());
            out.putLong(end.positionOrdinal()).putLong(end.acceptedMillis());
            out.putInt(end.position().length).put(end.position());
        });
        return out.array();
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws DamagedException if the bytes are no snapshot
     */
    static Snapshot decode(byte[] bytes) throws DamagedException {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        try {
            Snapshot snapshot = empty(in.getLong(), in.getLong());
            int ranges = in.getInt();
            for (int range = 0; range < ranges; range++) {
                snapshot.acknowledged.add(in.getLong(), in.getLong());
            }
            int streams = in.getInt();
            for (int stream = 0; stream < streams; stream++) {
                String name = new String(take(in, in.getShort() & 0xFFFF), StandardCharsets.UTF_8);
                long epoch = in.getLong();
                long next = in.getLong();
                long positionOrdinal = in.getLong();
                long millis = in.getLong();
                byte[] position = take(in, in.getInt());
                snapshot.streams.put(
                        name, new StreamEnd(epoch, next, position, positionOrdinal, millis));
            }
            return snapshot;
        } catch (BufferUnderflowException cut) {
            throw new DamagedException("a snapshot ends too early", cut);
        }
    }

    private static byte[] take(ByteBuffer in, int length) throws DamagedException {
        if (length < 0 || length > in.remaining()) {
            throw new DamagedException("a snapshot has a length of " + length, null);
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
