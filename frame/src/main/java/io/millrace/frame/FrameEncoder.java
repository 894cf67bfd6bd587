// SPDX-License-Identifier: Apache-2.0
package io.millrace.frame;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/** Writes runs as frames, see {@code docs/formats/frame.md}. */
public final class FrameEncoder {
    static final int MAGIC = 0x3146524D;
    static final int VERSION = 1;
    static final int HEADER_BYTES = 32;
    static final int TABLE_ENTRY_BYTES = 16;
    static final int STREAM = 1;
    static final int CONSTANTS = 2;
    static final int COLUMNS = 3;
    static final int OFFSETS = 4;
    static final int BODIES = 5;
    static final int MAX_CONSTANTS = 1024;
    private static final int MAX_NAME_BYTES = 0xFFFF;
    private static final byte[] NO_BYTES = {};

    private FrameEncoder() {}

    /**
     * A run as one frame.
     *
     * <p>The bodies of a whole, unfiltered block are written with the checksum that they came with,
     * so damage done on the way is still found by the reader.
     *
     * @throws IllegalArgumentException if the format cannot say it: a run without events, a name of
     *     more than 65,535 bytes, more than 1,024 constants or columns, more than 2 GiB, or events
     *     of a stream that are not in the stream's order
     */
    public static byte[] encode(Run run) {
        EncodedFrame frame = pieces(run);
        byte[] whole = Arrays.copyOf(frame.head(), frame.length());
        System.arraycopy(
                frame.bodies(), frame.bodiesAt(), whole, frame.head().length, frame.bodiesLength());
        return whole;
    }

    /**
     * As {@link #encode}, but without a copy of the bodies of a whole, unfiltered block.
     *
     * @throws IllegalArgumentException as {@link #encode}
     */
    public static EncodedFrame pieces(Run run) {
        if (run.size() == 0) {
            throw new IllegalArgumentException("a frame has at least one event");
        }
        Map<Integer, byte[]> sections = new LinkedHashMap<>();
        byte[] stream = stream(run);
        if (stream.length > 0) {
            sections.put(STREAM, stream);
        }
        headers(run, sections);
        Bodies bodies = bodies(run);
        sections.put(OFFSETS, bodies.offsets());
        return assemble(run, sections, bodies);
    }

    private static EncodedFrame assemble(Run run, Map<Integer, byte[]> sections, Bodies bodies) {
        int count = sections.size() + 1;
        int tableEnd = HEADER_BYTES + count * TABLE_ENTRY_BYTES;
        long length = align(tableEnd);
        for (byte[] section : sections.values()) {
            length = align(length + section.length);
        }
        byte[] frame = new byte[intLength(length)];
        LittleEndian.i32(frame, 0, MAGIC);
        LittleEndian.u16(frame, 4, VERSION);
        LittleEndian.i32(frame, 8, intLength(length + bodies.length()));
        LittleEndian.i32(frame, 12, run.size());
        LittleEndian.i64(frame, 16, run.block().acceptedMillis());
        LittleEndian.u16(frame, 24, count);
        int at = (int) align(tableEnd);
        int entry = HEADER_BYTES;
        for (Map.Entry<Integer, byte[]> section : sections.entrySet()) {
            byte[] bytes = section.getValue();
            System.arraycopy(bytes, 0, frame, at, bytes.length);
            tableEntry(
                    frame, entry, section.getKey(), at, bytes.length, crc(bytes, 0, bytes.length));
            entry += TABLE_ENTRY_BYTES;
            at = (int) align(at + bytes.length);
        }
        tableEntry(frame, entry, BODIES, at, bodies.length(), bodies.crc());
        LittleEndian.i32(frame, 28, headerCrc(frame, tableEnd));
        return new EncodedFrame(frame, bodies.array(), bodies.at(), bodies.length());
    }

    private static void tableEntry(byte[] frame, int at, int id, int offset, int length, int crc) {
        LittleEndian.u16(frame, at, id);
        // Without offsets, columns or constants an event is not what it was: a reader must know
        // them.
        LittleEndian.u16(frame, at + 2, 1);
        LittleEndian.i32(frame, at + 4, offset);
        LittleEndian.i32(frame, at + 8, length);
        LittleEndian.i32(frame, at + 12, crc);
    }

    static int headerCrc(byte[] frame, int tableEnd) {
        CRC32C crc = new CRC32C();
        crc.update(frame, 0, 28);
        crc.update(frame, HEADER_BYTES, tableEnd - HEADER_BYTES);
        return (int) crc.getValue();
    }

    static int crc(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    static long align(long offset) {
        return (offset + 7) & ~7L;
    }

    private record Bodies(byte[] offsets, byte[] array, int at, int length, int crc) {}

    private static Bodies bodies(Run run) {
        Block block = run.block();
        int size = run.size();
        byte[] offsets = new byte[size * 8];
        if (run.isContiguous() && size == block.events()) {
            for (int event = 0; event < size; event++) {
                putOffset(
                        offsets,
                        event,
                        block.bodyStart(event) - block.bodiesAt(),
                        block.bodyLength(event));
            }
            return new Bodies(
                    offsets,
                    block.array(),
                    block.bodiesAt(),
                    block.bodiesLength(),
                    block.bodiesCrc());
        }
        byte[] bytes = new byte[intLength(run.bodyBytes())];
        int at = 0;
        for (int event = 0; event < size; event++) {
            int length = run.bodyLength(event);
            System.arraycopy(run.array(), run.bodyStart(event), bytes, at, length);
            putOffset(offsets, event, at, length);
            at += length;
        }
        return new Bodies(offsets, bytes, 0, bytes.length, crc(bytes, 0, bytes.length));
    }

    private static int intLength(long length) {
        if (length > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(length + " bytes are too many for a frame");
        }
        return (int) length;
    }

    private static void putOffset(byte[] offsets, int event, int start, int length) {
        LittleEndian.i32(offsets, event << 3, start);
        LittleEndian.i32(offsets, (event << 3) + 4, length);
    }

    private static byte[] stream(Run run) {
        StreamPosition position = run.block().position();
        if (position == null) {
            return new byte[0];
        }
        List<long[]> gaps = new ArrayList<>();
        long first = run.block().ordinal(run.blockIndex(0));
        long expected = first;
        for (int event = 0; event < run.size(); event++) {
            long ordinal = run.block().ordinal(run.blockIndex(event));
            if (ordinal < expected) {
                throw new IllegalArgumentException(
                        "event %d of stream \"%s\" comes behind event %d"
                                .formatted(ordinal, position.stream(), expected - 1));
            }
            if (ordinal > expected) {
                gaps.add(new long[] {event, ordinal - expected});
            }
            expected = ordinal + 1;
        }
        byte[] name = name(position.stream());
        byte[] end = run.endsBlock() ? position.end() : NO_BYTES;
        ByteBuffer out =
                ByteBuffer.allocate(26 + name.length + end.length + gaps.size() * 12)
                        .order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(position.epoch()).putLong(first);
        out.putShort((short) name.length).put(name);
        out.putInt(end.length).put(end);
        out.putInt(gaps.size());
        for (long[] gap : gaps) {
            out.putInt((int) gap[0]).putLong(gap[1]);
        }
        return out.array();
    }

    static byte[] name(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_NAME_BYTES) {
            throw new IllegalArgumentException(
                    "a name of " + bytes.length + " bytes, more than " + MAX_NAME_BYTES);
        }
        return bytes;
    }

    private static void limit(int count, int most, String what) {
        if (count > most) {
            throw new IllegalArgumentException(count + " " + what + ", more than " + most);
        }
    }

    private static void headers(Run run, Map<Integer, byte[]> sections) {
        Map<String, String> constants = new LinkedHashMap<>();
        Map<String, Column> columns = new LinkedHashMap<>();
        for (Map.Entry<String, Headers.Content> layer : run.headers().layers().entrySet()) {
            String name = layer.getKey();
            if (layer.getValue() instanceof Headers.Constant constant) {
                constants.put(name, constant.value());
            } else if (layer.getValue() instanceof Headers.Varying varying) {
                columns.put(name, column(run, name, varying.column()));
            }
        }
        limit(constants.size(), MAX_CONSTANTS, "constants");
        limit(columns.size(), ColumnCodec.MAX_COLUMNS, "columns");
        if (!constants.isEmpty()) {
            sections.put(CONSTANTS, constants(constants));
        }
        if (!columns.isEmpty()) {
            sections.put(COLUMNS, ColumnCodec.encode(columns, run.size()));
        }
    }

    /** The run's values of a column; what shows through from older layers is made plain. */
    private static Column column(Run run, String name, Column column) {
        if (column instanceof Column.Longs longs) {
            Column.Longs numbers = numbers(run, name, longs);
            if (numbers != null) {
                return numbers;
            }
        }
        @Nullable String[] values = new String[run.size()];
        for (int event = 0; event < values.length; event++) {
            values[event] = run.header(event, name);
        }
        return ColumnBuilder.ofTexts(values);
    }

    /** The run's numbers of a column, or null if a text shows through where it has no value. */
    private static Column.@Nullable Longs numbers(Run run, String name, Column.Longs column) {
        ColumnBuilder numbers = new ColumnBuilder();
        for (int event = 0; event < run.size(); event++) {
            int index = run.blockIndex(event);
            if (column.has(index)) {
                numbers.set(event, column.values()[index]);
            } else if (run.header(event, name) != null) {
                return null;
            }
        }
        return (Column.Longs) numbers.build(run.size());
    }

    private static byte[] constants(Map<String, String> constants) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] number = new byte[4];
        LittleEndian.u16(number, 0, constants.size());
        out.write(number, 0, 2);
        constants.forEach((name, value) -> {
            byte[] nameBytes = name(name);
            byte[] valueBytes = value.getBytes(StandardCharsets.UTF_8);
            LittleEndian.u16(number, 0, nameBytes.length);
            out.write(number, 0, 2);
            out.writeBytes(nameBytes);
            LittleEndian.i32(number, 0, valueBytes.length);
            out.write(number, 0, 4);
            out.writeBytes(valueBytes);
        });
        return out.toByteArray();
    }
}
