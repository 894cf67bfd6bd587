// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Which key something is encrypted with, as it stands beside it in plain. Each use of a key has a
 * salt of its own, and with it a key derived for it alone.
 *
 * @param salt 16 bytes; not to be changed
 * @param check tells another key of the same name from damage; says nothing about the key
 * @param name of the key; empty if nothing is encrypted
 */
record KeyUse(byte[] salt, long check, String name) {
    static final int SALT_BYTES = 16;
    static final int MAX_NAME_BYTES = 200;

    private static final int CHECK_AT = SALT_BYTES;
    private static final int NAME_AT = CHECK_AT + Long.BYTES;

    /** Nothing is encrypted, or nobody knows any more with what. */
    static final KeyUse NONE = new KeyUse(new byte[SALT_BYTES], 0, "");

    boolean isNone() {
        return name.isEmpty();
    }

    int bytes() {
        return NAME_AT + 1 + name.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Writes it at a place of a little-endian buffer, whose own position stays. */
    void put(ByteBuffer out, int at) {
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        if (nameBytes.length > MAX_NAME_BYTES) {
            throw new IllegalArgumentException("a key's name of " + nameBytes.length + " bytes");
        }
        out.put(at, salt);
        out.putLong(at + CHECK_AT, check);
        out.put(at + NAME_AT, (byte) nameBytes.length);
        out.put(at + NAME_AT + 1, nameBytes);
    }

    /**
     * Reads it at a place of a little-endian buffer.
     *
     * @throws DamagedException if it does not end within the buffer
     */
    static KeyUse get(ByteBuffer in, int at) throws DamagedException {
        if (in.limit() < at + NAME_AT + 1
                || in.limit() < at + NAME_AT + 1 + (in.get(at + NAME_AT) & 0xFF)) {
            throw new DamagedException("the name of a key ends too early", null);
        }
        byte[] salt = new byte[SALT_BYTES];
        in.get(at, salt);
        byte[] name = new byte[in.get(at + NAME_AT) & 0xFF];
        in.get(at + NAME_AT + 1, name);
        return new KeyUse(
                salt, in.getLong(at + CHECK_AT), new String(name, StandardCharsets.UTF_8));
    }
}
