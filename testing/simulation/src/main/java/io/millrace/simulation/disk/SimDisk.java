// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.disk;

import io.millrace.host.Disk;
import io.millrace.host.DiskFile;
import io.millrace.host.FileFacts;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The disk of one process. When the process is dead, nothing of it works any more. */
public final class SimDisk implements Disk {
    private final Media media;
    private final Gate gate;

    SimDisk(Media media, Gate gate) {
        this.media = media;
        this.gate = gate;
    }

    private void begin(Operation.Kind kind, Path path) throws IOException {
        gate.before(kind, path, 0, 0);
        if (kind != Operation.Kind.OPEN && media.faults().fails(kind, path)) {
            throw new IOException(path + ": Input/output error");
        }
    }

    @Override
    public DiskFile open(Path path, Mode mode) throws IOException {
        begin(Operation.Kind.OPEN, path);
        Node found = media.find(path);
        if (found instanceof Folder) {
            throw new IOException(path + ": Is a directory");
        }
        if (found != null && (mode == Mode.CREATE_NEW || mode == Mode.CREATE_UNCACHED)) {
            throw new FileAlreadyExistsException(path.toString());
        }
        if (found == null && mode == Mode.READ) {
            throw new NoSuchFileException(path.toString());
        }
        if (media.faults().fails(Operation.Kind.OPEN, path)
                && (found == null || mode == Mode.TRUNCATE)) {
            throw new IOException(path + ": Input/output error");
        }
        Inode inode = found == null ? media.create(path, gate.millis()) : (Inode) found;
        if (mode == Mode.TRUNCATE && inode.size() > 0) {
            inode.resize(0);
        }
        gate.after(Operation.Kind.OPEN);
        return new SimDiskFile(media, gate, path, inode, mode);
    }

    @Override
    public FileFacts facts(Path path) throws IOException {
        begin(Operation.Kind.FACTS, path);
        return switch (media.find(path)) {
            case Inode inode ->
                    new FileFacts(
                            FileFacts.Kind.FILE,
                            inode.size(),
                            inode.modifiedMillis,
                            "inode " + inode.number);
            case Folder _ -> new FileFacts(FileFacts.Kind.DIRECTORY, 0, 0, "");
            case null -> throw new NoSuchFileException(path.toString());
        };
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        begin(Operation.Kind.LIST, directory);
        return media.folder(directory).entries.keySet().stream().map(directory::resolve).toList();
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        begin(Operation.Kind.CREATE_DIRECTORY, directory);
        media.createDirectories(directory);
        gate.after(Operation.Kind.CREATE_DIRECTORY);
    }

    @Override
    public void delete(Path path) throws IOException {
        begin(Operation.Kind.DELETE, path);
        Node found = media.find(path);
        if (found instanceof Folder folder && !folder.entries.isEmpty()) {
            throw new DirectoryNotEmptyException(path.toString());
        }
        if (found != null) {
            media.parent(path).remove(Media.name(path));
        }
        gate.after(Operation.Kind.DELETE);
    }

    @Override
    public void move(Path source, Path target) throws IOException {
        begin(Operation.Kind.MOVE, source);
        Folder from = media.parent(source);
        Node moved = from.entries.get(Media.name(source));
        if (moved == null) {
            throw new NoSuchFileException(source.toString());
        }
        Folder to = media.parent(target);
        if (from == to) {
            from.rename(Media.name(source), Media.name(target), moved);
        } else {
            to.put(Media.name(target), moved);
            from.remove(Media.name(source));
        }
        gate.after(Operation.Kind.MOVE);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        Folder folder = media.folder(directory);
        long changes = folder.changes();
        begin(Operation.Kind.SYNC_DIRECTORY, directory);
        folder.sync(changes);
        gate.after(Operation.Kind.SYNC_DIRECTORY);
    }

    @Override
    public long usableBytes(Path path) throws IOException {
        begin(Operation.Kind.USABLE, path);
        return media.free();
    }

    @Override
    public Optional<AutoCloseable> lock(Path path) throws IOException {
        begin(Operation.Kind.LOCK, path);
        Inode inode =
                media.find(path) == null ? media.create(path, gate.millis()) : media.file(path);
        if (inode.lockedBy != null && inode.lockedBy.isAlive()) {
            return Optional.empty();
        }
        SimLock lock = new SimLock(inode, gate);
        inode.lockedBy = lock;
        return Optional.of(lock);
    }
}
