// SPDX-License-Identifier: Apache-2.0
package io.millrace.formats.avro;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;

/** Avro's binary encoding in a part of an array, read forward. */
final class AvroInput {
    private final byte[] bytes;
    private final int end;
    private int at;

    AvroInput(byte[] bytes, int at, int end) {
        this.bytes = bytes;
        this.at = at;
        this.end = end;
    }

    int at() {
        return at;
    }

    byte next() throws IOException {
        if (at >= end) {
            throw new EOFException("the bytes end within a value");
        }
        return bytes[at++];
    }

    /** An int or a long. */
    long number() throws IOException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte one = next();
            value |= (long) (one & 0x7F) << shift;
            if (one >= 0) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw new AvroFormatException("a number of more than ten bytes");
    }

    byte[] bytes() throws IOException {
        return take(number());
    }

    byte[] take(long length) throws IOException {
        int from = at;
        skip(length);
        return Arrays.copyOfRange(bytes, from, at);
    }

    void skip(long length) throws IOException {
        if (length < 0) {
            throw new AvroFormatException("a length of " + length);
        }
        if (length > end - at) {
            throw new EOFException("the bytes end within a value");
        }
        at += (int) length;
    }
}
