// SPDX-License-Identifier: Apache-2.0
package io.millrace.formats;

import java.io.IOException;

/** Small pieces on their way to the output: one buffer of fixed size, used again and again. */
final class Gather {
    private static final int BUFFER_BYTES = 64 * 1024;

    /** A piece of at least this size goes out by itself: a system call costs less than the copy. */
    private static final int DIRECT_BYTES = 8 * 1024;

    private final EventSerializer.Output out;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int used;

    Gather(EventSerializer.Output out) {
        this.out = out;
    }

    void write(byte[] source, int offset, int length) throws IOException {
        if (length >= DIRECT_BYTES) {
            flush();
            out.write(source, offset, length);
            return;
        }
        if (length > BUFFER_BYTES - used) {
            flush();
        }
        System.arraycopy(source, offset, buffer, used, length);
        used += length;
    }

    void write(byte[] source) throws IOException {
        write(source, 0, source.length);
    }

    void write(byte value) throws IOException {
        if (used == BUFFER_BYTES) {
            flush();
        }
        buffer[used++] = value;
    }

    void flush() throws IOException {
        if (used > 0) {
            // Emptied first: after a failure nothing of it may come a second time.
            int length = used;
            used = 0;
            out.write(buffer, 0, length);
        }
    }
}
