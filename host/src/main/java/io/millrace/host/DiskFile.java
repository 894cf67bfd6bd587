// SPDX-License-Identifier: Apache-2.0
package io.millrace.host;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * An open file. One thread at a time, but for {@link #close}, which any thread may call, and for
 * {@link #sync} and {@link #syncData}, which one may call while another one writes: they speak of
 * what was written before the call.
 */
public interface DiskFile extends Closeable {

    /**
     * Reads at a position of the file into an array.
     *
     * @return the bytes read, at least one if {@code length} is, or -1 at or behind the end
     */
    int read(byte[] target, int offset, int length, long position) throws IOException;

    /** Appends the whole range behind what was written before. */
    void write(byte[] source, int offset, int length) throws IOException;

    /** Appends all that remains in the buffers, in order. */
    void write(ByteBuffer... sources) throws IOException;

    /**
     * Writes all that remains in the buffer at a position of the file; behind the end, the file
     * grows. Only for a file opened with {@link Disk.Mode#UPDATE}; where appends go is not moved.
     */
    void writeAt(long position, ByteBuffer source) throws IOException;

    /** The size in bytes now. */
    long size() throws IOException;

    /** Cuts the file to a size; what is appended next stands there. */
    void truncate(long size) throws IOException;

    /** Returns when all that was written is durable, its length included. */
    void sync() throws IOException;

    /**
     * Returns when all that was written is durable and can be read again; the time of the last
     * change and the like may still be lost. After a failure nothing is known of what was written
     * since the last success: a second call that succeeds proves nothing.
     */
    void syncData() throws IOException;
}
