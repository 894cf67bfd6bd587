// SPDX-License-Identifier: Apache-2.0
package io.millrace.frame;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.zip.CRC32C;

/**
 * An immutable block of events: the memory form of a frame.
 *
 * <p>Offsets and bodies are read in place from the arrays that the builder or the decoder filled. A
 * block keeps its arrays alive; {@link #retainedBytes} says how much that is.
 */
public final class Block {
    /** The most events that one block may hold. */
    public static final int MAX_EVENTS = 1 << 20;

    /** The size to which builders fill a block, unless one event alone is larger. */
    public static final int TARGET_BYTES = 256 * 1024;

    private final int events;
    private final byte[] offsets;
    private final int offsetsAt;
    private final byte[] bodies;
    private final int bodiesAt;
    private final int bodiesLength;
    private final int bodiesCrc;
    private final Headers headers;
    private final @Nullable Ordinals ordinals;
    private final long acceptedMillis;

    Block(
            int events,
            byte[] offsets,
            int offsetsAt,
            byte[] bodies,
            int bodiesAt,
            int bodiesLength,
            int bodiesCrc,
            Headers headers,
            @Nullable Ordinals ordinals,
            long acceptedMillis) {
        this.events = events;
        this.offsets = offsets;
        this.offsetsAt = offsetsAt;
        this.bodies = bodies;
        this.bodiesAt = bodiesAt;
        this.bodiesLength = bodiesLength;
        this.bodiesCrc = bodiesCrc;
        this.headers = headers;
        this.ordinals = ordinals;
        this.acceptedMillis = acceptedMillis;
    }

    /** The same events with other bodies, of which there are as many. */
    Block withBodies(byte[] offsets, byte[] bodies, int bodiesLength, int bodiesCrc) {
        return new Block(
                events,
                offsets,
                0,
                bodies,
                0,
                bodiesLength,
                bodiesCrc,
                headers,
                ordinals,
                acceptedMillis);
    }

    /** The same events as those of another stream, or of none. */
    Block with(@Nullable Ordinals other) {
        return new Block(
                events,
                offsets,
                offsetsAt,
                bodies,
                bodiesAt,
                bodiesLength,
                bodiesCrc,
                headers,
                other,
                acceptedMillis);
    }

    /**
     * The same events as those of a stream of another name, of which this block has one. Asked
     * again with the same name it is the same block: so what is emitted in parts stays one block.
     */
    Block inStream(String name) {
        return Objects.requireNonNull(ordinals).renamed(this, name);
    }

    boolean isOf(String stream) {
        return ordinals != null && ordinals.position().stream().equals(stream);
    }

    /** How many events, at least one. */
    public int events() {
        return events;
    }

    /** The array that holds the bodies; for reading only. */
    public byte[] array() {
        return bodies;
    }

    /** Where the body of an event begins in {@link #array}. */
    public int bodyStart(int event) {
        return bodiesAt + LittleEndian.i32(offsets, offsetsAt + (event << 3));
    }

    /** The length in bytes of the body of an event. */
    public int bodyLength(int event) {
        return LittleEndian.i32(offsets, offsetsAt + (event << 3) + 4);
    }

    /**
     * The array that says where each body lies, for reading only: from {@link #offsetsAt} on {@link
     * #offsetsLength} bytes, which are the section of a frame.
     */
    public byte[] offsets() {
        return offsets;
    }

    /** Where the section of offsets begins in {@link #offsets}. */
    public int offsetsAt() {
        return offsetsAt;
    }

    /** The length of the section of offsets, eight bytes for each event. */
    public int offsetsLength() {
        return events << 3;
    }

    /** Where the section of all bodies begins in {@link #array}. */
    public int bodiesAt() {
        return bodiesAt;
    }

    /** The length of the section of all bodies, bytes between bodies included. */
    public int bodiesLength() {
        return bodiesLength;
    }

    /** The CRC32C of the section of all bodies, as computed when the block was made. */
    public int bodiesCrc() {
        return bodiesCrc;
    }

    /**
     * Computes the checksum of the bodies anew and compares.
     *
     * @return whether the bodies are those that the source made
     */
    public boolean verifyBodies() {
        CRC32C crc = new CRC32C();
        crc.update(bodies, bodiesAt, bodiesLength);
        return (int) crc.getValue() == bodiesCrc;
    }

    /** The headers that the source gave, by block index. */
    public Headers headers() {
        return headers;
    }

    /** Where the events stand in their stream, or null if the source cannot replay. */
    public @Nullable StreamPosition position() {
        return ordinals == null ? null : ordinals.position();
    }

    /** The number of an event in its stream; only for blocks that have a position. */
    public long ordinal(int event) {
        if (ordinals == null) {
            throw new IllegalStateException("the block has no stream position");
        }
        return ordinals.of(event);
    }

    /** When the agent took the events in, milliseconds since 1970-01-01 UTC. */
    public long acceptedMillis() {
        return acceptedMillis;
    }

    /** The bytes of memory that this block keeps alive, tables included. */
    public int retainedBytes() {
        // A decoded frame has one array for everything, a built block has two.
        return offsetsAt > 0 ? bodies.length : bodies.length + offsets.length;
    }
}
