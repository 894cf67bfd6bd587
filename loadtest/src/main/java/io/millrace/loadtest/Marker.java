// SPDX-License-Identifier: Apache-2.0
package io.millrace.loadtest;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The last bytes of a made-up body: a blank, eight characters of a serial number, eight of the time
 * at which the event was due. Printable, so that the body stays text.
 */
final class Marker {
    /** How long it is. */
    static final int BYTES = 17;

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** Six bits of a number go into each byte; '0' is added to all of them. */
    private static final long SIX_BITS = 0x3F3F3F3F3F3F3F3FL;

    private static final long ZEROS = 0x3030303030303030L;
    private static final long TOP_BITS = 0x8080808080808080L;
    private static final long REST_BITS = 0xC0C0C0C0C0C0C0C0L;

    private Marker() {}

    /** Writes it before {@code end}; 48 bits of each number are kept. */
    static void stamp(byte[] array, int end, long serial, long dueNanos) {
        array[end - BYTES] = ' ';
        LONG.set(array, end - 16, Long.expand(serial, SIX_BITS) + ZEROS);
        LONG.set(array, end - 8, Long.expand(dueNanos, SIX_BITS) + ZEROS);
    }

    /** Whether a body of {@code length} bytes before {@code end} still has one. */
    static boolean isThere(byte[] array, int end, int length) {
        return length >= BYTES
                && array[end - BYTES] == ' '
                && isNumber((long) LONG.get(array, end - 16))
                && isNumber((long) LONG.get(array, end - 8));
    }

    private static boolean isNumber(long characters) {
        // No byte above 0x7F, none below '0' (a borrow would set a high bit), none above 'o'.
        long number = characters - ZEROS;
        return ((characters | number) & TOP_BITS) == 0 && (number & REST_BITS) == 0;
    }

    /** The serial number of a body that has one. */
    static long serial(byte[] array, int end) {
        return Long.compress((long) LONG.get(array, end - 16) - ZEROS, SIX_BITS);
    }

    /** When the event was due. */
    static long dueNanos(byte[] array, int end) {
        return Long.compress((long) LONG.get(array, end - 8) - ZEROS, SIX_BITS);
    }

    /** A number whose sum over events tells which events they were, whatever their order. */
    static long mix(long serial) {
        long mixed = (serial + 1) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ mixed >>> 32) * 0xD6E8FEB86659FD93L;
        return mixed ^ mixed >>> 32;
    }
}
