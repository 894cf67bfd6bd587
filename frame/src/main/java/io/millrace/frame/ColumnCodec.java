// SPDX-License-Identifier: Apache-2.0
package io.millrace.frame;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** The columns section of a frame, see {@code docs/formats/frame.md}. */
final class ColumnCodec {
    private static final int LONG = 1;
    private static final int TEXT = 2;
    private static final int DICTIONARY = 3;
    static final int MAX_COLUMNS = 1024;

    private ColumnCodec() {}

    static byte[] encode(Map<String, Column> columns, int events) {
        Output out = new Output();
        out.u16(columns.size());
        columns.forEach((name, column) -> {
            byte[] nameBytes = FrameEncoder.name(name);
            out.u16(nameBytes.length);
            out.writeBytes(nameBytes);
            encode(out, column);
        });
        return out.toByteArray();
    }

    private static void encode(Output out, Column column) {
        Output data = new Output();
        int kind;
        Column.Presence present;
        if (column instanceof Column.Longs longs) {
            kind = LONG;
            present = longs.present();
            for (long value : longs.values()) {
                data.i64(value);
            }
        } else if (column instanceof Column.Texts texts) {
            kind = TEXT;
            present = texts.present();
            for (int offset : texts.offsets()) {
                data.i32(offset);
            }
            data.writeBytes(texts.bytes());
        } else {
            Column.Dictionary dictionary = (Column.Dictionary) column;
            kind = DICTIONARY;
            present = dictionary.present();
            Column.Texts entries = (Column.Texts) ColumnBuilder.texts(dictionary.entries(), null);
            data.u16(dictionary.entries().length);
            for (int offset : entries.offsets()) {
                data.i32(offset);
            }
            data.writeBytes(entries.bytes());
            for (char index : dictionary.indexes()) {
                data.u16(index);
            }
        }
        out.write(kind);
        out.write(present == null ? 0 : 1);
        out.i32(data.size() + (present == null ? 0 : present.bits().length));
        if (present != null) {
            out.writeBytes(present.bits());
        }
        out.writeBytes(data.toByteArray());
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

    private static final class Output extends ByteArrayOutputStream {
        private final byte[] number = new byte[8];

        void u16(int value) {
            LittleEndian.u16(number, 0, value);
            write(number, 0, 2);
        }

        void i32(int value) {
            LittleEndian.i32(number, 0, value);
            write(number, 0, 4);
        }

        void i64(long value) {
            LittleEndian.i64(number, 0, value);
            write(number, 0, 8);
        }
    }
}
