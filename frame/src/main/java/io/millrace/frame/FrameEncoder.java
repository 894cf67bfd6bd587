// SPDX-License-Identifier: Apache-2.0
package io.millrace.frame;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
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
        Block block = block(run);
        byte[] head = head(run, block);
        byte[] frame = Arrays.copyOf(head, length(head, block));
        int bodiesAt = head.length + block.offsetsLength();
        System.arraycopy(
                block.offsets(), block.offsetsAt(), frame, head.length, block.offsetsLength());
        System.arraycopy(block.array(), block.bodiesAt(), frame, bodiesAt, block.bodiesLength());
        return frame;
    }

    /**
     * The block that is the end of the frame of a run: behind {@link #head} follow its offsets and
     * then its bodies, as they lie. It is the run's own, and nothing is copied, unless events of
     * that are left out.
     */
    public static Block block(Run run) {
        return isWhole(run) ? run.block() : copied(run);
    }

    private static boolean isWhole(Run run) {
        return run.isContiguous() && run.size() == run.block().events();
    }

    /** The length of a frame. */
    public static int length(byte[] head, Block block) {
        return head.length + block.offsetsLength() + block.bodiesLength();
    }

    /**
     * What stands in the frame of a run before the offsets.
     *
     * @param block from {@link #block}
     * @throws IllegalArgumentException as {@link #encode}
     */
    public static byte[] head(Run run, Block block) {
        if (run.size() == 0) {
            throw new IllegalArgumentException("a frame has at least one event");
        }
        byte[] stream = stream(run);
        Headers headers = run.headers();
        byte[] constants = NO_BYTES;
        byte[] columns = NO_BYTES;
        if (!headers.isEmpty()) {
            Map<String, Object> layers = headers.layers();
            constants = constants(layers);
            columns = columns(run, layers);
        }
        return head(block, stream, constants, columns);
    }

    private static byte[] head(Block block, byte[] stream, byte[] constants, byte[] columns) {
        int count = 2 + count(stream) + count(constants) + count(columns);
        int tableEnd = HEADER_BYTES + count * TABLE_ENTRY_BYTES;
        long length = align(stream.length) + align(constants.length) + align(columns.length);
        byte[] head = new byte[intLength(tableEnd + length)];
        int offsetsLength = block.offsetsLength();
        LittleEndian.i32(head, 0, MAGIC);
        LittleEndian.u16(head, 4, VERSION);
        LittleEndian.i32(
                head, 8, intLength((long) head.length + offsetsLength + block.bodiesLength()));
        LittleEndian.i32(head, 12, block.events());
        LittleEndian.i64(head, 16, block.acceptedMillis());
        LittleEndian.u16(head, 24, count);
        int entry = HEADER_BYTES;
        int at = tableEnd;
        entry = section(head, entry, STREAM, at, stream);
        at += (int) align(stream.length);
        entry = section(head, entry, CONSTANTS, at, constants);
        at += (int) align(constants.length);
        entry = section(head, entry, COLUMNS, at, columns);
        int offsetsCrc = crc(block.offsets(), block.offsetsAt(), offsetsLength);
        tableEntry(head, entry, OFFSETS, head.length, offsetsLength, offsetsCrc);
        entry += TABLE_ENTRY_BYTES;
        int bodiesAt = head.length + offsetsLength;
        tableEntry(head, entry, BODIES, bodiesAt, block.bodiesLength(), block.bodiesCrc());
        LittleEndian.i32(head, 28, headerCrc(head, tableEnd));
        return head;
    }

    private static int count(byte[] section) {
        return section.length == 0 ? 0 : 1;
    }

    /** Writes a section and its entry, unless it is empty; returns where the next entry goes. */
    private static int section(byte[] head, int entry, int id, int at, byte[] bytes) {
        if (bytes.length == 0) {
            return entry;
        }
        System.arraycopy(bytes, 0, head, at, bytes.length);
        tableEntry(head, entry, id, at, bytes.length, crc(bytes, 0, bytes.length));
        return entry + TABLE_ENTRY_BYTES;
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

    private static Block copied(Run run) {
        int size = run.size();
        byte[] offsets = new byte[size << 3];
        byte[] bytes = new byte[intLength(run.bodyBytes())];
        int at = 0;
        for (int event = 0; event < size; event++) {
            int length = run.bodyLength(event);
            System.arraycopy(run.array(), run.bodyStart(event), bytes, at, length);
            LittleEndian.i32(offsets, event << 3, at);
            LittleEndian.i32(offsets, (event << 3) + 4, length);
            at += length;
        }
        return new Block(
                size,
                offsets,
                0,
                bytes,
                0,
                at,
                crc(bytes, 0, at),
                Headers.NONE,
                null,
                run.block().acceptedMillis());
    }

    static int intLength(long length) {
        if (length > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(length + " bytes are too many for a frame");
        }
        return (int) length;
    }

    private static byte[] stream(Run run) {
        StreamPosition position = run.block().position();
        if (position == null) {
            return NO_BYTES;
        }
        byte[] name = name(position.stream());
        byte[] end = run.endsBlock() ? position.end() : NO_BYTES;
        int gaps = gaps(run, position);
        byte[] out = new byte[26 + name.length + end.length + gaps * 12];
        LittleEndian.i64(out, 0, position.epoch());
        LittleEndian.i64(out, 8, ordinal(run, 0));
        LittleEndian.u16(out, 16, name.length);
        System.arraycopy(name, 0, out, 18, name.length);
        int at = 18 + name.length;
        LittleEndian.i32(out, at, end.length);
        System.arraycopy(end, 0, out, at + 4, end.length);
        at += 4 + end.length;
        LittleEndian.i32(out, at, gaps);
        if (gaps > 0) {
            putGaps(run, out, at + 4);
        }
        return out;
    }

    private static long ordinal(Run run, int event) {
        return run.block().ordinal(run.blockIndex(event));
    }

    /** How many gaps there are in the ordinals of a run, which have to rise. */
    private static int gaps(Run run, StreamPosition position) {
        int gaps = 0;
        long expected = ordinal(run, 0);
        for (int event = 0; event < run.size(); event++) {
            long ordinal = ordinal(run, event);
            if (ordinal < expected) {
                throw new IllegalArgumentException(
                        "event %d of stream \"%s\" comes behind event %d"
                                .formatted(ordinal, position.stream(), expected - 1));
            }
            if (ordinal > expected) {
                gaps++;
            }
            expected = ordinal + 1;
        }
        return gaps;
    }

    private static void putGaps(Run run, byte[] out, int from) {
        int at = from;
        long expected = ordinal(run, 0);
        for (int event = 0; event < run.size(); event++) {
            long ordinal = ordinal(run, event);
            if (ordinal > expected) {
                LittleEndian.i32(out, at, event);
                LittleEndian.i64(out, at + 4, ordinal - expected);
                at += 12;
            }
            expected = ordinal + 1;
        }
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

    private static byte[] columns(Run run, Map<String, Object> layers) {
        Map<String, Column> columns = new LinkedHashMap<>();
        layers.forEach((name, content) -> {
            if (content instanceof Column column) {
                columns.put(name, column(run, name, column));
            }
        });
        limit(columns.size(), ColumnCodec.MAX_COLUMNS, "columns");
        return columns.isEmpty() ? NO_BYTES : ColumnCodec.encode(columns);
    }

    /** The run's values of a column; what shows through from older layers is made plain. */
    private static Column column(Run run, String name, Column column) {
        if (isWhole(run) && column.events() == run.size() && isForAll(column)) {
            return column;
        }
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

    /** Whether each event has a value, so that none shows through. */
    private static boolean isForAll(Column column) {
        if (column instanceof Column.Longs longs) {
            return longs.present() == null;
        }
        return column instanceof Column.Texts texts
                ? texts.present() == null
                : ((Column.Dictionary) column).present() == null;
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

    private static byte[] constants(Map<String, Object> layers) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] number = new byte[4];
        int count = 0;
        for (Object content : layers.values()) {
            if (content instanceof String) {
                count++;
            }
        }
        limit(count, MAX_CONSTANTS, "constants");
        if (count == 0) {
            return NO_BYTES;
        }
        LittleEndian.u16(number, 0, count);
        out.write(number, 0, 2);
        layers.forEach((name, content) -> {
            if (content instanceof String value) {
                byte[] nameBytes = name(name);
                byte[] valueBytes = value.getBytes(StandardCharsets.UTF_8);
                LittleEndian.u16(number, 0, nameBytes.length);
                out.write(number, 0, 2);
                out.writeBytes(nameBytes);
                LittleEndian.i32(number, 0, valueBytes.length);
                out.write(number, 0, 4);
                out.writeBytes(valueBytes);
            }
        });
        return out.toByteArray();
    }
}
