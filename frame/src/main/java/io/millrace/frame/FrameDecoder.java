// SPDX-License-Identifier: Apache-2.0
package io.millrace.frame;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * Reads frames, see {@code docs/formats/frame.md}. Safe for any thread.
 *
 * <p>Nothing is allocated from a number in the frame before it was checked against the bytes at
 * hand.
 */
public final class FrameDecoder {
    /** The longest frame that is read unless told otherwise, in bytes. */
    public static final int DEFAULT_MAX_BYTES = 16 << 20;

    private static final int MAX_SECTIONS = 16;

    private final int maxBytes;

    public FrameDecoder() {
        this(DEFAULT_MAX_BYTES);
    }

    /** With another limit on the length of a frame. */
    public FrameDecoder(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * The length of the frame that begins at {@code offset}, from its first 12 bytes.
     *
     * @throws FrameFormatException if it is no frame, or longer than the limit
     */
    public int length(byte[] array, int offset) throws FrameFormatException {
        if (LittleEndian.i32(array, offset) != FrameEncoder.MAGIC) {
            throw new FrameFormatException("the magic number is missing", 0);
        }
        int version = LittleEndian.u16(array, offset + 4);
        if (version != FrameEncoder.VERSION) {
            throw new FrameFormatException("version " + version + " is not known", 4);
        }
        int length = LittleEndian.i32(array, offset + 8);
        if (length < FrameEncoder.HEADER_BYTES || length > maxBytes) {
            throw new FrameFormatException(
                    "length " + Integer.toUnsignedString(length) + " is beyond " + maxBytes, 8);
        }
        return length;
    }

    /**
     * The block of the frame at {@code offset}. The block reads its bodies from the array, which
     * must not change any more.
     *
     * @param available how many bytes of the array may be read, from {@code offset} on
     * @throws FrameFormatException if a rule of the format is broken or a checksum differs
     */
    public Block decode(byte[] array, int offset, int available) throws FrameFormatException {
        Objects.checkFromIndexSize(offset, available, array.length);
        if (available < FrameEncoder.HEADER_BYTES) {
            throw new FrameFormatException("only " + available + " bytes", 0);
        }
        int length = length(array, offset);
        if (length > available) {
            throw new FrameFormatException(
                    "length " + length + " with only " + available + " bytes", 8);
        }
        return new Reading(array, offset, length).block();
    }

    private static final class Reading {
        private final byte[] array;
        private final int start;
        private @Nullable FrameInput stream;
        private @Nullable FrameInput constants;
        private @Nullable FrameInput columns;

        /** Where these sections stand in the section table; 0 if they do not. */
        private int offsetsEntry;

        private int bodiesEntry;

        Reading(byte[] array, int start, int length) throws FrameFormatException {
            this.array = array;
            this.start = start;
            int sections = LittleEndian.u16(array, start + 24);
            int tableEnd = FrameEncoder.HEADER_BYTES + sections * FrameEncoder.TABLE_ENTRY_BYTES;
            if (sections < 2 || sections > MAX_SECTIONS || tableEnd > length) {
                throw new FrameFormatException(sections + " sections", 24);
            }
            CRC32C crc = new CRC32C();
            crc.update(array, start, 28);
            crc.update(
                    array, start + FrameEncoder.HEADER_BYTES, tableEnd - FrameEncoder.HEADER_BYTES);
            if ((int) crc.getValue() != LittleEndian.i32(array, start + 28)) {
                throw new FrameFormatException("the checksum of the header differs", 28);
            }
            requireZero(6);
            requireZero(26);
            int events = events();
            if (events < 1 || events > Block.MAX_EVENTS) {
                throw new FrameFormatException(Integer.toUnsignedString(events) + " events", 12);
            }
            long earliest = tableEnd;
            for (int i = 0; i < sections; i++) {
                int entry = FrameEncoder.HEADER_BYTES + i * FrameEncoder.TABLE_ENTRY_BYTES;
                earliest = section(entry, earliest, length);
            }
        }

        private int events() {
            return LittleEndian.i32(array, start + 12);
        }

        private void requireZero(int at) throws FrameFormatException {
            int value = LittleEndian.u16(array, start + at);
            if (value != 0) {
                throw new FrameFormatException(value + " instead of 0", at);
            }
        }

        private long section(int entry, long earliest, int length) throws FrameFormatException {
            int id = LittleEndian.u16(array, start + entry);
            long offset = Integer.toUnsignedLong(LittleEndian.i32(array, start + entry + 4));
            long size = Integer.toUnsignedLong(LittleEndian.i32(array, start + entry + 8));
            int crc = LittleEndian.i32(array, start + entry + 12);
            if (offset < earliest || (offset & 7) != 0 || offset + size > length) {
                throw new FrameFormatException(
                        "section " + id + " lies outside its place", entry + 4);
            }
            int at = start + (int) offset;
            if (FrameEncoder.crc(array, at, (int) size) != crc) {
                throw new FrameFormatException(
                        "the checksum of section " + id + " differs", offset);
            }
            switch (id) {
                case FrameEncoder.STREAM -> stream = once(id, stream, at, (int) size);
                case FrameEncoder.CONSTANTS -> constants = once(id, constants, at, (int) size);
                case FrameEncoder.COLUMNS -> columns = once(id, columns, at, (int) size);
                case FrameEncoder.OFFSETS -> {
                    if (offsetsEntry > 0 || size != 8L * events()) {
                        throw new FrameFormatException("the offsets are not one table", offset);
                    }
                    offsetsEntry = entry;
                }
                case FrameEncoder.BODIES -> {
                    if (bodiesEntry > 0) {
                        throw new FrameFormatException("section " + id + " stands twice", offset);
                    }
                    bodiesEntry = entry;
                }
                default -> {
                    if ((LittleEndian.u16(array, start + entry + 2) & 1) != 0) {
                        throw new FrameFormatException(
                                "section " + id + " must be understood and is not known", entry);
                    }
                }
            }
            return offset + size;
        }

        private FrameInput once(int id, @Nullable FrameInput before, int at, int size)
                throws FrameFormatException {
            FrameInput now = new FrameInput(array, start, at, size);
            if (before != null) {
                throw now.broken("section " + id + " stands twice");
            }
            return now;
        }

        Block block() throws FrameFormatException {
            if (offsetsEntry == 0 || bodiesEntry == 0) {
                throw new FrameFormatException("offsets or bodies are missing", 24);
            }
            final int events = events();
            final int offsetsAt = start + LittleEndian.i32(array, start + offsetsEntry + 4);
            final int bodiesAt = start + LittleEndian.i32(array, start + bodiesEntry + 4);
            final int bodiesLength = LittleEndian.i32(array, start + bodiesEntry + 8);
            for (int event = 0; event < events; event++) {
                int at = offsetsAt + (event << 3);
                long from = Integer.toUnsignedLong(LittleEndian.i32(array, at));
                long size = Integer.toUnsignedLong(LittleEndian.i32(array, at + 4));
                if (from + size > bodiesLength) {
                    throw new FrameFormatException(
                            "the body of event " + event + " lies outside the bodies", at - start);
                }
            }
            Headers headers = readConstants();
            if (columns != null) {
                for (Map.Entry<String, Column> column :
                        ColumnCodec.decode(columns, events).entrySet()) {
                    headers = headers.with(column.getKey(), column.getValue());
                }
            }
            return new Block(
                    events,
                    array,
                    offsetsAt,
                    array,
                    bodiesAt,
                    bodiesLength,
                    LittleEndian.i32(array, start + bodiesEntry + 12),
                    headers,
                    readStream(),
                    LittleEndian.i64(array, start + 16));
        }

        private @Nullable Ordinals readStream() throws FrameFormatException {
            FrameInput in = stream;
            if (in == null) {
                return null;
            }
            long epoch = in.i64();
            long first = in.i64();
            String name = in.text(in.u16());
            StreamPosition position = new StreamPosition(name, epoch, first, in.bytes(in.i32()));
            Ordinals ordinals = new Ordinals(position, gaps(in));
            in.end();
            return ordinals;
        }

        private Headers readConstants() throws FrameFormatException {
            Headers headers = Headers.NONE;
            FrameInput in = constants;
            if (in == null) {
                return headers;
            }
            int count = in.u16();
            if (count > FrameEncoder.MAX_CONSTANTS) {
                throw in.broken(count + " constants, more than " + FrameEncoder.MAX_CONSTANTS);
            }
            Set<String> names = new HashSet<>();
            for (int i = 0; i < count; i++) {
                String name = in.text(in.u16());
                if (!names.add(name)) {
                    throw in.broken("the constant \"" + name + "\" stands twice");
                }
                headers = headers.with(name, in.text(in.i32()));
            }
            in.end();
            return headers;
        }

        private long[] gaps(FrameInput in) throws FrameFormatException {
            int count = in.i32();
            if (count < 0 || count > events()) {
                throw in.broken(Integer.toUnsignedString(count) + " gaps");
            }
            in.require(12L * count);
            long[] gaps = new long[count * 2];
            long before = 0;
            for (int i = 0; i < gaps.length; i += 2) {
                gaps[i] = in.i32();
                if (gaps[i] < (i == 0 ? 0 : gaps[i - 2] + 1) || gaps[i] >= events()) {
                    throw in.broken("gaps do not rise");
                }
                long leftOut = in.i64();
                if (leftOut < 1 || leftOut > Long.MAX_VALUE - before) {
                    throw in.broken(
                            "a gap of " + Long.toUnsignedString(leftOut) + " behind " + before);
                }
                before += leftOut;
                gaps[i + 1] = before;
            }
            return gaps;
        }
    }
}
