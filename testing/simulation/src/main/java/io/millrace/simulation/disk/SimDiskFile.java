// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.disk;

import io.millrace.host.Disk;
import io.millrace.host.DiskFile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A handle of a file. As with the machine's channels, an interrupt of the thread that uses it
 * closes it for everybody.
 */
final class SimDiskFile implements DiskFile {
    private final Media media;
    private final Gate gate;
    private final Path path;
    private final Inode inode;
    private final Disk.Mode mode;
    private boolean isClosed;

    /** Where the next append goes. */
    private int position;

    SimDiskFile(Media media, Gate gate, Path path, Inode inode, Disk.Mode mode) {
        this.media = media;
        this.gate = gate;
        this.path = path;
        this.inode = inode;
        this.mode = mode;
        this.position = mode == Disk.Mode.APPEND ? inode.size() : 0;
    }

    private int begin(Operation.Kind kind, long at, int length) throws IOException {
        checkOpen();
        int part = gate.before(kind, path, at, length);
        checkOpen();
        if (part < 0 && media.faults().fails(kind, path)) {
            throw new IOException(path + ": Input/output error");
        }
        return part;
    }

    private void checkOpen() throws IOException {
        if (isClosed) {
            throw new ClosedChannelException();
        }
        if (Thread.currentThread().isInterrupted()) {
            isClosed = true;
            throw new ClosedByInterruptException();
        }
    }

    private void mustWrite() {
        if (mode == Disk.Mode.READ) {
            throw new NonWritableChannelException();
        }
    }

    @Override
    public int read(byte[] target, int offset, int length, long at) throws IOException {
        if (mode != Disk.Mode.READ && mode != Disk.Mode.UPDATE) {
            throw new NonReadableChannelException();
        }
        begin(Operation.Kind.READ, at, length);
        if (at >= inode.size()) {
            return -1;
        }
        int some = inode.read((int) at, target, offset, length);
        gate.after(Operation.Kind.READ);
        return some;
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        write(ByteBuffer.wrap(source, offset, length));
    }

    @Override
    public void write(ByteBuffer... sources) throws IOException {
        int length = 0;
        for (ByteBuffer source : sources) {
            length += source.remaining();
        }
        byte[] data = new byte[length];
        int filled = 0;
        for (ByteBuffer source : sources) {
            int some = source.remaining();
            source.get(data, filled, some);
            filled += some;
        }
        position += put(position, data);
    }

    @Override
    public void writeAt(long at, ByteBuffer source) throws IOException {
        if (mode != Disk.Mode.UPDATE) {
            throw new IllegalStateException(path + " was opened with " + mode);
        }
        byte[] data = new byte[source.remaining()];
        source.get(data);
        put((int) at, data);
    }

    private int put(int at, byte[] data) throws IOException {
        mustWrite();
        int part = begin(Operation.Kind.WRITE, at, data.length);
        int wanted = part < 0 ? data.length : part;
        long room = media.free() + inode.size() - at;
        int written = (int) Math.max(0, Math.min(wanted, room));
        if (written > 0) {
            byte[] some = written == data.length ? data : Arrays.copyOf(data, written);
            if (media.faults().takeMisdirection(path)) {
                misdirect(some);
            } else {
                inode.write(at, some);
            }
            inode.modifiedMillis = gate.millis();
        }
        if (part >= 0) {
            gate.dead();
        }
        if (written < wanted) {
            position = mode == Disk.Mode.UPDATE ? position : at + written;
            throw new IOException(path + ": No space left on device");
        }
        gate.after(Operation.Kind.WRITE);
        return written;
    }

    private void misdirect(byte[] data) {
        if (inode.size() > data.length) {
            int sectors = (inode.size() - data.length) / 512 + 1;
            inode.damage(media.random().nextInt(sectors) * 512, data);
        }
    }

    @Override
    public long size() throws IOException {
        begin(Operation.Kind.FACTS, 0, 0);
        return inode.size();
    }

    @Override
    public void truncate(long size) throws IOException {
        mustWrite();
        begin(Operation.Kind.TRUNCATE, size, 0);
        if (size < inode.size()) {
            inode.resize((int) size);
        }
        position = (int) Math.min(position, size);
        gate.after(Operation.Kind.TRUNCATE);
    }

    @Override
    public void sync() throws IOException {
        long changes = inode.changes();
        begin(Operation.Kind.SYNC, 0, 0);
        switch (media.faults().takeSyncFailure(path)) {
            case NONE -> inode.sync(changes);
            case LOST -> failSync(changes, false);
            case LOST_AND_FORGOTTEN -> failSync(changes, true);
        }
        gate.after(Operation.Kind.SYNC);
    }

    private void failSync(long changes, boolean isForgotten) throws IOException {
        inode.syncFails(changes, media.random(), isForgotten);
        throw new IOException(path + ": Input/output error");
    }

    @Override
    public void syncData() throws IOException {
        sync();
    }

    @Override
    public void close() throws IOException {
        if (isClosed) {
            return;
        }
        gate.before(Operation.Kind.CLOSE, path, 0, 0);
        isClosed = true;
        // As POSIX has it: a process loses its lock of a file when it closes any handle of it.
        if (inode.lockedBy != null && inode.lockedBy.isOf(gate)) {
            inode.lockedBy = null;
        }
    }
}
