// SPDX-License-Identifier: Apache-2.0
package io.millrace.host.real;

import io.millrace.host.Disk;
import io.millrace.host.DiskFile;
import io.millrace.host.FileFacts;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The default file system. */
final class RealDisk implements Disk {

    @Override
    public DiskFile open(Path path, Mode mode) throws IOException {
        Set<StandardOpenOption> options =
                switch (mode) {
                    case READ -> Set.of(StandardOpenOption.READ);
                    case APPEND -> Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE);
                    case TRUNCATE ->
                            Set.of(
                                    StandardOpenOption.WRITE,
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.TRUNCATE_EXISTING);
                    case CREATE_NEW ->
                            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
                };
        FileChannel channel = FileChannel.open(path, options);
        try {
            if (mode == Mode.APPEND) {
                channel.position(channel.size());
            }
            return new RealDiskFile(channel);
        } catch (IOException failed) {
            channel.close();
            throw failed;
        }
    }

    @Override
    public FileFacts facts(Path path) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        FileFacts.Kind kind =
                attributes.isRegularFile()
                        ? FileFacts.Kind.FILE
                        : attributes.isDirectory()
                                ? FileFacts.Kind.DIRECTORY
                                : FileFacts.Kind.OTHER;
        Object key = attributes.fileKey();
        return new FileFacts(
                kind,
                attributes.size(),
                attributes.lastModifiedTime().toMillis(),
                key == null ? "" : key.toString());
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        try (var entries = Files.list(directory)) {
            return entries.sorted().toList();
        }
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        Files.createDirectories(directory);
    }

    @Override
    public void delete(Path path) throws IOException {
        Files.deleteIfExists(path);
    }

    @Override
    public void move(Path source, Path target) throws IOException {
        Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        // A directory opened for reading can be forced on Linux; that is what makes a rename
        // durable.
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public long usableBytes(Path path) throws IOException {
        return Files.getFileStore(path).getUsableSpace();
    }

    @Override
    public Optional<AutoCloseable> lock(Path path) throws IOException {
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException heldInThisProcess) {
            lock = null;
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        return lock == null ? Optional.empty() : Optional.of(channel);
    }
}
