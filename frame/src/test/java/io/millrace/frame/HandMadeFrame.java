// SPDX-License-Identifier: Apache-2.0
package io.millrace.frame;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A frame put together from docs/formats/frame.md and not by the encoder, with right checksums over
 * whatever it says: so that a test can lie behind the checksums.
 */
final class HandMadeFrame {
    int events;
    long accepted = 7;
    int flags;
    int reserved;
    final List<Section> sections = new ArrayList<>();

    /** One entry of the section table; tests change it. */
    static final class Section {
        int id;
        int flags;
        byte[] bytes;
        int offset = -1;
        int length;

        Section(int id, int flags, byte[] bytes) {
            this.id = id;
            this.flags = flags;
            this.bytes = bytes;
            this.length = bytes.length;
        }
    }

    HandMadeFrame(int events) {
        this.events = events;
    }

    HandMadeFrame section(int id, byte[] bytes) {
        return section(id, 1, bytes);
    }

    HandMadeFrame section(int id, int flags, byte[] bytes) {
        sections.add(new Section(id, flags, bytes));
        return this;
    }

    /** Sections 4 and 5 for bodies one behind the other. */
    HandMadeFrame bodies(String... bodies) {
        Bytes offsets = new Bytes();
        Bytes text = new Bytes();
        for (String body : bodies) {
            offsets.i32(text.size()).i32(body.length());
            text.text(body);
        }
        return section(4, offsets.array()).section(5, text.array());
    }

    /** The parts of an existing frame, to be changed one by one. */
    static HandMadeFrame of(byte[] frame) {
        ByteBuffer in = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
        HandMadeFrame made = new HandMadeFrame(in.getInt(12));
        made.accepted = in.getLong(16);
        for (int i = 0; i < in.getShort(24); i++) {
            int at = 32 + 16 * i;
            int offset = in.getInt(at + 4);
            made.section(
                    in.getShort(at),
                    in.getShort(at + 2),
                    Arrays.copyOfRange(frame, offset, offset + in.getInt(at + 8)));
        }
        return made;
    }

    byte[] bytes() {
        int tableEnd = 32 + 16 * sections.size();
        int length = tableEnd;
        for (Section section : sections) {
            length = (length + 7 & ~7) + section.bytes.length;
        }
        ByteBuffer out = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        out.put(new byte[] {'M', 'R', 'F', '1'}).putShort((short) 1).putShort((short) flags);
        out.putInt(length).putInt(events).putLong(accepted);
        out.putShort((short) sections.size()).putShort((short) reserved);
        int at = tableEnd;
        int entry = 32;
        for (Section section : sections) {
            at = at + 7 & ~7;
            out.put(at, section.bytes);
            int offset = section.offset < 0 ? at : section.offset;
            out.putShort(entry, (short) section.id).putShort(entry + 2, (short) section.flags);
            out.putInt(entry + 4, offset).putInt(entry + 8, section.length);
            boolean inside = section.length >= 0 && offset + (long) section.length <= length;
            out.putInt(entry + 12, inside ? crc(out.array(), offset, section.length) : 0);
            at += section.bytes.length;
            entry += 16;
        }
        CRC32C crc = new CRC32C();
        crc.update(out.array(), 0, 28);
        crc.update(out.array(), 32, tableEnd - 32);
        out.putInt(28, (int) crc.getValue());
        return out.array();
    }

    private static int crc(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    /** Little-endian fields one behind the other. */
    static final class Bytes {
        private final ByteBuffer buffer = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);

        Bytes u8(int value) {
            buffer.put((byte) value);
            return this;
        }

        Bytes u16(int value) {
            buffer.putShort((short) value);
            return this;
        }

        Bytes i32(int value) {
            buffer.putInt(value);
            return this;
        }

        Bytes i64(long value) {
            buffer.putLong(value);
            return this;
        }

        Bytes text(String ascii) {
            buffer.put(ascii.getBytes(StandardCharsets.UTF_8));
            return this;
        }

        Bytes bytes(byte[] bytes) {
            buffer.put(bytes);
            return this;
        }

        int size() {
            return buffer.position();
        }

        byte[] array() {
            return Arrays.copyOf(buffer.array(), buffer.position());
        }
    }
}
