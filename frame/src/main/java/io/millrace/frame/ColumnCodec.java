// SPDX-License-Identifier: Apache-2.0
package io.millrace.frame;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The columns section of a frame, see {@code docs/formats/frame.md}. */
final class ColumnCodec {
    private static final int LONG = 1;
    private static final int TEXT = 2;
    private static final int DICTIONARY = 3;
    static final int MAX_COLUMNS = 1024;

    private ColumnCodec() {}

    static byte[] encode(Map<String, Column> columns) {
        List<Part> parts = new ArrayList<>(columns.size());
        long length = 2;
        for (Map.Entry<String, Column> column : columns.entrySet()) {
            Part part = Part.of(FrameEncoder.name(column.getKey()), column.getValue());
            parts.add(part);
            length += 2 + part.name().length + 6 + part.length();
        }
        Output out = new Output(FrameEncoder.intLength(length));
        out.u16(parts.size());
        for (Part part : parts) {
            part.put(out);
        }
        return out.bytes;
    }

    /**
     * One column.
     *
     * @param texts those of the column or its dictionary, if it has any
     * @param length of its data, presence included
     */
    private record Part(
            byte[] name,
            Column column,
            int kind,
            Column.@Nullable Presence present,
            Column.@Nullable Texts texts,
            long length) {

        static Part of(byte[] name, Column column) {
            if (column instanceof Column.Longs longs) {
                return of(name, column, LONG, longs.present(), null, 8L * longs.values().length);
            }
            if (column instanceof Column.Texts texts) {
                return of(name, column, TEXT, texts.present(), texts, 0);
            }
            Column.Dictionary dictionary = (Column.Dictionary) column;
            Column.Texts entries = (Column.Texts) ColumnBuilder.texts(dictionary.entries(), null);
            long fixed = 2 + 2L * dictionary.indexes().length;
            return of(name, column, DICTIONARY, dictionary.present(), entries, fixed);
        }

        private static Part of(
                byte[] name,
                Column column,
                int kind,
                Column.@Nullable Presence present,
                Column.@Nullable Texts texts,
                long fixed) {
            long length = fixed;
            if (present != null) {
                length += present.bits().length;
            }
            if (texts != null) {
                length += 4L * texts.offsets().length + texts.bytes().length;
            }
            return new Part(name, column, kind, present, texts, length);
        }

        void put(Output out) {
            out.u16(name.length);
            out.bytes(name);
            out.u8(kind);
            out.u8(present == null ? 0 : 1);
            out.i32((int) length);
            if (present != null) {
                out.bytes(present.bits());
            }
            if (column instanceof Column.Longs longs) {
                for (long value : longs.values()) {
                    out.i64(value);
                }
            }
            if (column instanceof Column.Dictionary dictionary) {
                out.u16(dictionary.entries().length);
            }
            if (texts != null) {
                for (int offset : texts.offsets()) {
                    out.i32(offset);
                }
                out.bytes(texts.bytes());
            }
            if (column instanceof Column.Dictionary dictionary) {
                for (char index : dictionary.indexes()) {
                    out.u16(index);
                }
            }
        }
    }

    static Map<String, Column> decode(FrameInput in, int events) throws FrameFormatException {
        int count = in.u16();
        if (count > MAX_COLUMNS) {
            throw in.broken("the frame claims " + count + " columns, more than " + MAX_COLUMNS);
        }
        Map<String, Column> columns = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            String name = in.text(in.u16());
            int kind = in.u8();
            int flags = in.u8();
            FrameInput data = in.part(in.i32());
            Column before = columns.put(name, decode(data, kind, (flags & 1) != 0, events));
            data.end();
            if (before != null) {
                throw in.broken("the column \"" + name + "\" stands twice");
            }
        }
        in.end();
        return columns;
    }

    private static Column decode(FrameInput in, int kind, boolean sparse, int events)
            throws FrameFormatException {
        Column.Presence present = sparse ? new Column.Presence(in.bytes((events + 7) >>> 3)) : null;
        switch (kind) {
            case LONG:
                in.require(8L * events);
                long[] values = new long[events];
                for (int event = 0; event < events; event++) {
                    values[event] = in.i64();
                }
                return new Column.Longs(values, present);
            case TEXT:
                return texts(in, events, present);
            case DICTIONARY:
                int size = in.u16();
                if (size == 0) {
                    throw in.broken("a dictionary without entries");
                }
                Column.Texts table = texts(in, size, null);
                String[] entries = new String[size];
                for (int entry = 0; entry < size; entry++) {
                    entries[entry] = table.text(entry);
                }
                in.require(2L * events);
                char[] indexes = new char[events];
                for (int event = 0; event < events; event++) {
                    indexes[event] = (char) in.u16();
                    if (indexes[event] >= size) {
                        throw in.broken("entry " + (int) indexes[event] + " of " + size);
                    }
                }
                return new Column.Dictionary(entries, indexes, present);
            default:
                throw in.broken("unknown kind of column " + kind);
        }
    }

    private static Column.Texts texts(FrameInput in, int count, Column.@Nullable Presence present)
            throws FrameFormatException {
        in.require(4L * (count + 1));
        int[] offsets = new int[count + 1];
        for (int i = 0; i <= count; i++) {
            offsets[i] = in.i32();
            if (offsets[i] < (i == 0 ? 0 : offsets[i - 1]) || (i == 0 && offsets[0] != 0)) {
                throw in.broken("offsets of texts do not rise from 0");
            }
        }
        return new Column.Texts(offsets, in.bytes(offsets[count]), present);
    }

    /** An array that is filled from its start; it has the length of all that comes. */
    private static final class Output {
        private final byte[] bytes;
        private int at;

        Output(int length) {
            this.bytes = new byte[length];
        }

        void u8(int value) {
            bytes[at++] = (byte) value;
        }

        void u16(int value) {
            LittleEndian.u16(bytes, at, value);
            at += 2;
        }

        void i32(int value) {
            LittleEndian.i32(bytes, at, value);
            at += 4;
        }

        void i64(long value) {
            LittleEndian.i64(bytes, at, value);
            at += 8;
        }

        void bytes(byte[] source) {
            System.arraycopy(source, 0, bytes, at, source.length);
            at += source.length;
        }
    }
}
