// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.follow;

import io.millrace.host.Disk;
import io.millrace.host.DiskFile;
import io.millrace.host.FileFacts;
import io.millrace.host.real.RealHost;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The machine's disk for reading, with a gate: whoever holds it shuts everybody else out. Only
 * below given directories it may be written, which no gate shuts.
 */
public final class GatedDisk implements Disk {
    private final Disk disk = new RealHost().disk();
    public final ReentrantLock gate = new ReentrantLock();
    public volatile boolean denies;
    public volatile boolean refusesMoves;
    private final List<Path> writable;

    /** How often each file was opened for reading, and how often its facts were asked for. */
    public final Map<Path, Integer> opened = new ConcurrentHashMap<>();

    public final Map<Path, Integer> asked = new ConcurrentHashMap<>();

    public GatedDisk(Path... writable) {
        this.writable = List.of(writable);
    }

    private void mustBeWritable(Path path) {
        if (writable.stream().noneMatch(path::startsWith)) {
            throw new AssertionError("a follower writes nothing to " + path);
        }
    }

    private interface Call<T> {
        T run() throws IOException;
    }

    private <T> T gated(Call<T> call) throws IOException {
        gate.lock();
        try {
            return call.run();
        } finally {
            gate.unlock();
        }
    }

    @Override
    public DiskFile open(Path path, Mode mode) throws IOException {
        if (mode != Mode.READ) {
            mustBeWritable(path);
            return disk.open(path, mode);
        }
        if (denies) {
            throw new AccessDeniedException(path.toString());
        }
        opened.merge(path, 1, Integer::sum);
        DiskFile file = gated(() -> disk.open(path, mode));
        return new DiskFile() {
            @Override
            public int read(byte[] target, int offset, int length, long position)
                    throws IOException {
                return gated(() -> file.read(target, offset, length, position));
            }

            @Override
            public void write(byte[] source, int offset, int length) {
                throw new AssertionError("a follower writes nothing");
            }

            @Override
            public void write(ByteBuffer... sources) {
                throw new AssertionError("a follower writes nothing");
            }

            @Override
            public void writeAt(long position, ByteBuffer source) {
                throw new AssertionError("a follower writes nothing");
            }

            @Override
            public long size() throws IOException {
                return gated(file::size);
            }

            @Override
            public void truncate(long size) {
                throw new AssertionError("a follower writes nothing");
            }

            @Override
            public void sync() {
                throw new AssertionError("a follower writes nothing");
            }

            @Override
            public void syncData() {
                throw new AssertionError("a follower writes nothing");
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
    }

    @Override
    public FileFacts facts(Path path) throws IOException {
        asked.merge(path, 1, Integer::sum);
        return gated(() -> disk.facts(path));
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        return gated(() -> disk.list(directory));
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        mustBeWritable(directory);
        disk.createDirectories(directory);
    }

    @Override
    public void delete(Path path) throws IOException {
        mustBeWritable(path);
        disk.delete(path);
    }

    @Override
    public void move(Path source, Path target) throws IOException {
        mustBeWritable(target);
        if (refusesMoves && target.getFileName().toString().endsWith(".COMPLETED")) {
            throw new AccessDeniedException(target.toString());
        }
        disk.move(source, target);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        // Of a directory that is not a follower's own, too: that of its own directory's entry.
        disk.syncDirectory(directory);
    }

    @Override
    public long usableBytes(Path path) throws IOException {
        return disk.usableBytes(path);
    }

    @Override
    public String session() {
        return disk.session();
    }

    @Override
    public Optional<AutoCloseable> lock(Path path) {
        throw new AssertionError("a follower locks nothing");
    }
}
