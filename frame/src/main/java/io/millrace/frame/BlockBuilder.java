// SPDX-License-Identifier: Apache-2.0
package io.millrace.frame;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.CRC32C;

/**
 * Fills one block. For one thread, and used once: after {@link #build} it is done.
 *
 * <p>There are two ways to fill the bodies. {@link #append} copies a body in. Or the caller reads
 * bytes straight into {@link #array} from {@link #used} on, says so with {@link #advance}, and
 * marks each event where it lies with {@link #mark}; bytes that no event covers (line feeds, say)
 * stay between the bodies and cost nothing.
 */
public final class BlockBuilder {
    private byte[] bodies;
    private int used;
    private byte[] offsets;
    private int events;

    /** Where the event that reaches farthest ends. */
    private int markedEnd;

    private @Nullable GapBuilder gaps;
    private @Nullable HeaderBuilder headers;

    /**
     * @param capacityBytes size of the array for bodies; {@link #append} makes it grow, so for
     *     small batches take about what they need: the block keeps the array
     */
    public BlockBuilder(int capacityBytes) {
        this(capacityBytes, 64);
    }

    /** As the other; {@code expectedEvents} sizes the offset table, which grows on demand. */
    public BlockBuilder(int capacityBytes, int expectedEvents) {
        this(new byte[capacityBytes], 0, expectedEvents);
    }

    private BlockBuilder(byte[] bodies, int used, int expectedEvents) {
        this.bodies = bodies;
        this.used = used;
        this.offsets = new byte[Math.min(Math.max(1, expectedEvents), Block.MAX_EVENTS) * 8];
    }

    /**
     * A builder around an array that is filled already and becomes the block's own; its events are
     * still to be {@link #mark marked}. A fresh copy of another array is cheaper than an empty
     * array that is filled later: the JVM leaves out its clearing.
     */
    public static BlockBuilder around(byte[] filled, int expectedEvents) {
        return new BlockBuilder(filled, filled.length, expectedEvents);
    }

    /** How many events so far. */
    public int events() {
        return events;
    }

    /** The array for bodies; valid until the next {@link #append} or {@link #reserve}. */
    public byte[] array() {
        return bodies;
    }

    /** How many bytes of the array are filled. */
    public int used() {
        return used;
    }

    /** How many bytes fit before the array must grow. */
    public int free() {
        return bodies.length - used;
    }

    /** Says that {@code count} bytes from {@link #used} on were filled by the caller. */
    public void advance(int count) {
        if (count < 0 || count > free()) {
            throw new IndexOutOfBoundsException(count + " bytes of " + free() + " free");
        }
        used += count;
    }

    /** Makes room for at least {@code count} more bytes. */
    public void reserve(int count) {
        if (count > free()) {
            long wanted = Math.max((long) used + count, Math.min(bodies.length * 2L, 1L << 30));
            bodies = Arrays.copyOf(bodies, Math.toIntExact(wanted));
        }
    }

    /** Adds an event whose body is copied. */
    public BlockBuilder append(byte[] source, int offset, int length) {
        reserve(length);
        System.arraycopy(source, offset, bodies, used, length);
        mark(used, length);
        used += length;
        return this;
    }

    /** Adds an event whose body is copied. */
    public BlockBuilder append(byte[] body) {
        return append(body, 0, body.length);
    }

    /** Adds an event whose body is the text in UTF-8. */
    public BlockBuilder append(String body) {
        return append(body.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Adds an event whose body lies at {@code start} in {@link #array}. The bytes have to be
     * filled, see {@link #advance}, before the block is built.
     */
    public void mark(int start, int length) {
        Objects.checkFromIndexSize(start, length, bodies.length);
        final int at = events << 3;
        if (at == offsets.length) {
            growOffsets();
        }
        LittleEndian.i32(offsets, at, start);
        LittleEndian.i32(offsets, at + 4, length);
        events++;
        markedEnd = Math.max(markedEnd, start + length);
    }

    private void growOffsets() {
        if (events == Block.MAX_EVENTS) {
            throw new IllegalStateException(
                    "a block holds at most " + Block.MAX_EVENTS + " events");
        }
        offsets = Arrays.copyOf(offsets, Math.min(offsets.length * 2, Block.MAX_EVENTS * 8));
    }

    /**
     * Leaves out ordinals of the stream between the event added last and the next one, as when
     * several numbered lines make one event.
     */
    public void leaveOut(long ordinals) {
        if (ordinals < 0) {
            throw new IllegalArgumentException(ordinals + " ordinals");
        }
        if (ordinals == 0) {
            return;
        }
        GapBuilder left = gaps;
        if (left == null) {
            left = new GapBuilder();
            gaps = left;
        }
        left.leaveOut(events, ordinals);
    }

    /** Gives all events of the block a header. */
    public BlockBuilder constant(String name, String value) {
        headers().constant(name, value);
        return this;
    }

    private HeaderBuilder headers() {
        HeaderBuilder given = headers;
        if (given == null) {
            given = new HeaderBuilder();
            headers = given;
        }
        return given;
    }

    /** Gives the event added last a header; a second value for the same name replaces the first. */
    public BlockBuilder header(String name, String value) {
        headers().column(name).set(lastEvent(), value);
        return this;
    }

    /** Gives the event added last a header with a number. */
    public BlockBuilder header(String name, long value) {
        headers().column(name).set(lastEvent(), value);
        return this;
    }

    private int lastEvent() {
        if (events == 0) {
            throw new IllegalStateException("no event was added yet");
        }
        return events - 1;
    }

    /** The block, from a source that cannot replay. */
    public Block build(long acceptedMillis) {
        return build(acceptedMillis, null);
    }

    /**
     * The block; computes the checksum of the bodies.
     *
     * @param acceptedMillis when the events were taken in, milliseconds since 1970-01-01 UTC
     * @param position where they stand in the source's stream
     */
    public Block build(long acceptedMillis, @Nullable StreamPosition position) {
        if (events == 0) {
            throw new IllegalStateException("a block has at least one event");
        }
        final int crc = checksum();
        return new Block(
                events,
                offsets,
                0,
                bodies,
                0,
                used,
                crc,
                headers == null ? Headers.NONE : headers.build(events),
                position == null ? null : new Ordinals(position, gaps()),
                acceptedMillis);
    }

    /**
     * The block with these bodies in place of those of another, event by event: everything else
     * (headers, stream position, time of acceptance) is the other's.
     *
     * @param original has as many events as were added here
     */
    public Block buildFor(Block original) {
        if (events != original.events()) {
            throw new IllegalStateException(
                    events + " bodies for " + original.events() + " events");
        }
        return original.withBodies(offsets, bodies, used, checksum());
    }

    /** Of all that was filled, which every event must lie in. */
    private int checksum() {
        if (markedEnd > used) {
            throw new IllegalStateException(
                    "an event ends at byte " + markedEnd + ", but only " + used + " are filled");
        }
        CRC32C crc = new CRC32C();
        crc.update(bodies, 0, used);
        return (int) crc.getValue();
    }

    private long[] gaps() {
        return gaps == null ? NO_GAPS : gaps.build(events);
    }

    private static final long[] NO_GAPS = {};
}
