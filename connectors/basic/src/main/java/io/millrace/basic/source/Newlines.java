// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds line feeds eight bytes at a time. */
public final class Newlines {
    private static final VarHandle WORD =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long FEEDS = 0x0A0A0A0A0A0A0A0AL;
    private static final long LOW_BITS = 0x7F7F7F7F7F7F7F7FL;

    private Newlines() {}

    /** The index of the first line feed from {@code from} to before {@code to}, or -1. */
    public static int next(byte[] array, int from, int to) {
        int at = from;
        for (; at <= to - 8; at += 8) {
            long feeds = feeds(array, at);
            if (feeds != 0) {
                return at + (Long.numberOfTrailingZeros(feeds) >>> 3);
            }
        }
        for (; at < to; at++) {
            if (array[at] == '\n') {
                return at;
            }
        }
        return -1;
    }

    /**
     * The highest bit of each of the eight bytes that is a line feed, the first byte lowest. Exact
     * for every byte, so that all of a word can be taken from one result.
     */
    public static long feeds(byte[] array, int at) {
        long word = (long) WORD.get(array, at) ^ FEEDS;
        return ~(((word & LOW_BITS) + LOW_BITS) | word | LOW_BITS);
    }
}
