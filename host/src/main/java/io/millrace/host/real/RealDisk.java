// SPDX-License-Identifier: Apache-2.0
package io.millrace.host.real;

import io.millrace.host.Disk;
import io.millrace.host.DiskFile;
import io.millrace.host.FileFacts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** The default file system. */
final class RealDisk implements Disk {
    /** Linux makes a new one at each start of the machine. */
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

    /**
     * The files whose locks this process holds. A process loses its locks of a file as soon as it
     * closes any descriptor of that file: one that is locked here must not even be opened.
     */
    private static final Set<Object> LOCKED = new HashSet<>();

    private static final ReentrantLock LOCKING = new ReentrantLock();

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
                    case CREATE_NEW, CREATE_UNCACHED ->
                            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
                    case UPDATE ->
                            Set.of(
                                    StandardOpenOption.READ,
                                    StandardOpenOption.WRITE,
                                    StandardOpenOption.CREATE);
                };
        FileChannel channel = FileChannel.open(path, options);
        try {
            if (mode == Mode.APPEND) {
                channel.position(channel.size());
            }
            if (mode == Mode.CREATE_UNCACHED) {
                return UncachedFile.of(path, channel).orElseGet(() -> new RealDiskFile(channel));
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
        } catch (UncheckedIOException failed) {
            throw failed.getCause();
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
        // One system call; a FileStore would read the list of all mounts, for which it may not have
        // a file left. Zero may also mean that it does not know.
        long usable = path.toFile().getUsableSpace();
        return usable > 0 ? usable : Files.getFileStore(path).getUsableSpace();
    }

    @Override
    public String session() {
        try {
            return Files.readString(BOOT).strip();
        } catch (IOException notLinux) {
            return "";
        }
    }

    @Override
    public Optional<AutoCloseable> lock(Path path) throws IOException {
        LOCKING.lock();
        try {
            if (Files.exists(path) && LOCKED.contains(key(path))) {
                return Optional.empty();
            }
            FileChannel channel =
                    FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
            Object key = null;
            try {
                if (channel.tryLock() == null) {
                    return Optional.empty();
                }
                key = key(path);
                LOCKED.add(key);
                return Optional.of(new HeldLock(channel, key));
            } catch (OverlappingFileLockException heldInThisProcess) {
                return Optional.empty();
            } finally {
                if (key == null) {
                    channel.close();
                }
            }
        } finally {
            LOCKING.unlock();
        }
    }

    private static Object key(Path path) throws IOException {
        Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        return key == null ? path.toRealPath() : key;
    }

    private record HeldLock(FileChannel channel, Object key) implements AutoCloseable {

        @Override
        public void close() throws IOException {
            LOCKING.lock();
            try {
                // Closed twice, the key may be another holder's by now.
                if (channel.isOpen()) {
                    LOCKED.remove(key);
                    channel.close();
                }
            } finally {
                LOCKING.unlock();
            }
        }
    }
}
