// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.spool;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks at bytes as UTF-8 without decoding them. */
final class Utf8 {
    private static final VarHandle WORD =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    /** Whether all of the first bytes are ASCII. */
    static boolean isAscii(byte[] array, int length) {
        return behindAscii(array, 0, length) == length;
    }

    /** Whether the first bytes are whole characters, as the JDK's decoder takes them. */
    static boolean isValid(byte[] array, int length) {
        int at = 0;
        while (true) {
            at = behindAscii(array, at, length);
            if (at == length) {
                return true;
            }
            int bytes = characterBytes(array, at, length);
            if (bytes == 0) {
                return false;
            }
            at += bytes;
        }
    }

    private static int behindAscii(byte[] array, int from, int length) {
        int at = from;
        while (at <= length - 8 && ((long) WORD.get(array, at) & HIGH_BITS) == 0) {
            at += 8;
        }
        while (at < length && array[at] >= 0) {
            at++;
        }
        return at;
    }

    /** The length of the character that begins at an index with no ASCII; 0 if it is none. */
    private static int characterBytes(byte[] array, int at, int length) {
        int first = array[at] & 0xFF;
        if (first < 0xC2 || first > 0xF4) {
            return 0;
        }
        int bytes = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        if (at + bytes > length) {
            return 0;
        }
        // The first byte says how little the second one may be, and how much.
        int second = array[at + 1] & 0xFF;
        int least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
        int most = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
        if (second < least || second > most) {
            return 0;
        }
        for (int i = 2; i < bytes; i++) {
            if ((array[at + i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return bytes;
    }

    /**
     * Where {@code count} UTF-16 characters end that begin at an index of valid bytes; one less if
     * the last of them is half of a pair, but never none.
     *
     * @return -1 if there are fewer
     */
    static int behind(byte[] array, int from, int end, int count) {
        int at = from;
        int left = count;
        while (left > 0) {
            if (at >= end) {
                return -1;
            }
            int first = array[at] & 0xFF;
            if (first >= 0xF0) {
                if (left < 2 && at > from) {
                    return at;
                }
                at += 4;
                left -= 2;
            } else {
                at += first < 0x80 ? 1 : first < 0xE0 ? 2 : 3;
                left--;
            }
        }
        return at;
    }
}
