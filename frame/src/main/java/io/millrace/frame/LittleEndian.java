// SPDX-License-Identifier: Apache-2.0
package io.millrace.frame;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Fixed-width little-endian integers in byte arrays, each access one machine instruction. */
final class LittleEndian {
    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private LittleEndian() {}

    static int u16(byte[] array, int at) {
        return Short.toUnsignedInt((short) SHORT.get(array, at));
    }

    static void u16(byte[] array, int at, int value) {
        SHORT.set(array, at, (short) value);
    }

    static int i32(byte[] array, int at) {
        return (int) INT.get(array, at);
    }

    static void i32(byte[] array, int at, int value) {
        INT.set(array, at, value);
    }

    static long i64(byte[] array, int at) {
        return (long) LONG.get(array, at);
    }

    static void i64(byte[] array, int at, long value) {
        LONG.set(array, at, value);
    }
}
