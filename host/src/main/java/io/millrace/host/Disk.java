// SPDX-License-Identifier: Apache-2.0
package io.millrace.host;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The local file system. Every method names the path in the exception that it throws. */
public interface Disk {

    /** How a file is opened. */
    enum Mode {
        /** For reading; the file must exist. */
        READ,
        /** For appending; created if it is missing. */
        APPEND,
        /** For writing from the start; an existing file is emptied. */
        TRUNCATE,
        /** For writing; fails with FileAlreadyExistsException if the file exists. */
        CREATE_NEW,
        /**
         * The same for what comes in large pieces and is not read soon: such appends go past the
         * page cache if the file system can do that.
         */
        CREATE_UNCACHED,
        /** For reading and for writing anywhere; created if it is missing. */
        UPDATE
    }

    /** Opens a regular file. The caller closes it. */
    DiskFile open(Path path, Mode mode) throws IOException;

    /**
     * Size, time and identity of what a path names now, links followed.
     *
     * @throws NoSuchFileException if nothing is there
     */
    FileFacts facts(Path path) throws IOException;

    /** The facts, or empty if nothing is there. */
    default Optional<FileFacts> factsIfPresent(Path path) throws IOException {
        try {
            return Optional.of(facts(path));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    /** The entries of a directory, sorted by name so that every run sees the same order. */
    List<Path> list(Path directory) throws IOException;

    /** Creates a directory and its parents; one that exists already is all right. */
    void createDirectories(Path directory) throws IOException;

    /**
     * Creates a directory and those above it that are missing, each durable before anything is put
     * into it: what is synced in one is gone all the same if its own entry is. One that is there
     * and empty may come from a process that died before it could sync its entry.
     */
    default void createDurableDirectories(Path directory) throws IOException {
        Path parent = directory.getParent();
        if (parent == null) {
            return;
        }
        boolean isThere = factsIfPresent(directory).isPresent();
        if (isThere && !list(directory).isEmpty()) {
            return;
        }
        if (!isThere) {
            createDurableDirectories(parent);
            createDirectories(directory);
        }
        syncDirectory(parent);
    }

    /** Removes a file or an empty directory; one that is missing already is all right. */
    void delete(Path path) throws IOException;

    /** Renames within one file system, atomically, replacing a target that exists. */
    void move(Path source, Path target) throws IOException;

    /** Makes created, renamed and removed entries of a directory durable. */
    void syncDirectory(Path directory) throws IOException;

    /** The bytes that this process can still write below a path. */
    long usableBytes(Path path) throws IOException;

    /**
     * A name for the time since the machine was started: as long as it is the same, what was
     * written is there even if it was not synced, whatever became of the process. Empty if nobody
     * knows.
     */
    default String session() {
        return "";
    }

    /**
     * Takes the lock of a file, which is created if it is missing. The lock ends with its close or
     * with the process. Nobody else in this process may open the file: closing it would end the
     * lock.
     *
     * @return empty if another process, or another holder in this one, has it
     */
    Optional<AutoCloseable> lock(Path path) throws IOException;
}
