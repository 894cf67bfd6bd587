// SPDX-License-Identifier: Apache-2.0
package io.millrace.host.real;

import io.millrace.host.DiskFile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A file channel. An interrupt of the calling thread closes it, so its owner is not interrupted.
 */
final class RealDiskFile implements DiskFile {
    private final FileChannel channel;

    RealDiskFile(FileChannel channel) {
        this.channel = channel;
    }

    @Override
    public int read(byte[] target, int offset, int length, long position) throws IOException {
        return channel.read(ByteBuffer.wrap(target, offset, length), position);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(source, offset, length);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    @Override
    public void write(ByteBuffer... sources) throws IOException {
        long remaining = 0;
        for (ByteBuffer source : sources) {
            remaining += source.remaining();
        }
        while (remaining > 0) {
            remaining -= channel.write(sources);
        }
    }

    @Override
    public void writeAt(long position, ByteBuffer source) throws IOException {
        long at = position;
        while (source.hasRemaining()) {
            at += channel.write(source, at);
        }
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public void truncate(long size) throws IOException {
        channel.truncate(size);
    }

    @Override
    public void sync() throws IOException {
        channel.force(true);
    }

    @Override
    public void syncData() throws IOException {
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
