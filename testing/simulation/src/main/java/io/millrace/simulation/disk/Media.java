// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.disk;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A device with one file system, of which it knows what is durable.
 *
 * <p>Durable is the content of a file that was synced, and an entry of a directory that was synced.
 * Nothing else is: neither the length of a file, nor the entry of a file that was synced, nor a
 * rename. That is less than most file systems give, and what POSIX promises.
 */
public final class Media {
    private final SplittableRandom random;
    private final Folder root = new Folder();
    private final Faults faults = new Faults();
    private long inodes;
    private long operations;
    private long capacity = Long.MAX_VALUE;

    public Media(SplittableRandom random) {
        this.random = random;
    }

    /** What is to go wrong. */
    public Faults faults() {
        return faults;
    }

    /** The number of operations so far. */
    public long operations() {
        return operations;
    }

    /** Counts an operation, and gives its number. */
    public long begin() {
        return ++operations;
    }

    SplittableRandom random() {
        return random;
    }

    /** The disk as one process sees it. */
    public SimDisk disk(Gate gate) {
        return new SimDisk(this, gate);
    }

    /** Sets how many bytes of files the disk holds; less than it has now stops all growth. */
    public void setCapacity(long bytes) {
        capacity = bytes;
    }

    /** The bytes that can still be written. */
    public long free() {
        return capacity == Long.MAX_VALUE ? 1L << 40 : Math.max(0, capacity - used());
    }

    /** The bytes of all files that have a name. */
    public long used() {
        return used(root);
    }

    private static long used(Folder folder) {
        long sum = 0;
        for (Node node : folder.entries.values()) {
            sum +=
                    switch (node) {
                        case Folder inner -> used(inner);
                        case Inode inode -> inode.size();
                    };
        }
        return sum;
    }

    /** Cuts the power: what was not synced is there or not, in whole or in part. */
    public void cut() {
        root.cut(random);
    }

    /** Makes everything durable, as a machine does that is left alone for a while. */
    public void syncAll() {
        syncAll(root);
    }

    private static void syncAll(Folder folder) {
        folder.sync(folder.changes());
        for (Node node : folder.entries.values()) {
            switch (node) {
                case Folder inner -> syncAll(inner);
                case Inode inode -> inode.sync(inode.changes());
            }
        }
    }

    /** The paths of all files, sorted. */
    public List<Path> files() {
        List<Path> found = new ArrayList<>();
        collect(Path.of("/"), root, found);
        return found;
    }

    private static void collect(Path path, Folder folder, List<Path> found) {
        for (Map.Entry<String, Node> entry : folder.entries.entrySet()) {
            Path below = path.resolve(entry.getKey());
            switch (entry.getValue()) {
                case Folder inner -> collect(below, inner, found);
                case Inode _ -> found.add(below);
            }
        }
    }

    /** What a file holds now. */
    public byte[] content(Path path) throws IOException {
        return file(path).content();
    }

    /** What a file held if the power went now and nothing unsynced survived. */
    public byte[] durableContent(Path path) throws IOException {
        return file(path).durableContent();
    }

    /** Turns one bit of a file round, on the media and in what is read. */
    public void flip(Path path, long position, int bit) throws IOException {
        file(path).flip((int) position, bit);
    }

    /** Puts bytes into a file that were meant for another place. */
    public void overwrite(Path path, long position, byte[] data) throws IOException {
        file(path).damage((int) position, data);
    }

    Inode file(Path path) throws IOException {
        Node node = parent(path).entries.get(name(path));
        return switch (node) {
            case Inode inode -> inode;
            case Folder _ -> throw new IOException(path + ": Is a directory");
            case null -> throw new NoSuchFileException(path.toString());
        };
    }

    Inode create(Path path, long millis) throws IOException {
        Inode inode = new Inode(++inodes);
        inode.modifiedMillis = millis;
        parent(path).put(name(path), inode);
        return inode;
    }

    @org.jspecify.annotations.Nullable
    Node find(Path path) throws IOException {
        if (path.getNameCount() == 0) {
            return root;
        }
        return parent(path).entries.get(name(path));
    }

    Folder folder(Path path) throws IOException {
        Folder at = root;
        for (Path name : path) {
            at =
                    switch (at.entries.get(name.toString())) {
                        case Folder inner -> inner;
                        case Inode _ -> throw new NotDirectoryException(path.toString());
                        case null -> throw new NoSuchFileException(path.toString());
                    };
        }
        return at;
    }

    void createDirectories(Path path) throws IOException {
        Folder at = root;
        for (Path name : path) {
            Node next = at.entries.get(name.toString());
            if (next == null) {
                next = new Folder();
                at.put(name.toString(), next);
            }
            if (!(next instanceof Folder folder)) {
                throw new FileAlreadyExistsException(path.toString());
            }
            at = folder;
        }
    }

    Folder parent(Path path) throws IOException {
        Path parent = path.getParent();
        if (!path.isAbsolute() || parent == null) {
            throw new IOException(path + ": the simulated disk knows absolute paths alone");
        }
        return folder(parent);
    }

    static String name(Path path) {
        return path.getFileName().toString();
    }
}
