// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.millrace.host.Disk;
import io.millrace.host.DiskFile;
import io.millrace.host.FileFacts;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A disk whose process dies at some step: the write under way leaves a half, the rest nothing. */
final class MortalDisk implements Disk {
    private final Disk disk;
    private final Life life;

    MortalDisk(Disk disk, Life life) {
        this.disk = disk;
        this.life = life;
    }

    @Override
    public DiskFile open(Path path, Mode mode) throws IOException {
        life.step();
        DiskFile file = disk.open(path, mode);
        return new DiskFile() {
            @Override
            public int read(byte[] target, int offset, int length, long position)
                    throws IOException {
                return file.read(target, offset, length, position);
            }

            @Override
            public void write(byte[] source, int offset, int length) throws IOException {
                try {
                    life.step();
                } catch (IOException died) {
                    if (life.isFirstBeyond()) {
                        file.write(source, offset, length / 2);
                    }
                    throw died;
                }
                file.write(source, offset, length);
            }

            @Override
            public void write(ByteBuffer... sources) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void writeAt(long position, ByteBuffer source) {
                throw new UnsupportedOperationException();
            }

            @Override
            public long size() throws IOException {
                return file.size();
            }

            @Override
            public void truncate(long size) throws IOException {
                life.step();
                file.truncate(size);
            }

            @Override
            public void sync() throws IOException {
                life.step();
                file.sync();
            }

            @Override
            public void syncData() throws IOException {
                life.step();
                file.syncData();
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
    }

    @Override
    public FileFacts facts(Path path) throws IOException {
        return disk.facts(path);
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        return disk.list(directory);
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        life.step();
        disk.createDirectories(directory);
    }

    @Override
    public void delete(Path path) throws IOException {
        life.step();
        disk.delete(path);
    }

    @Override
    public void move(Path source, Path target) throws IOException {
        life.step();
        disk.move(source, target);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        life.step();
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
    public Optional<AutoCloseable> lock(Path path) throws IOException {
        return disk.lock(path);
    }
}
