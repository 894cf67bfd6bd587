// SPDX-License-Identifier: Apache-2.0
package io.millrace.channels.file;

import io.millrace.host.Disk;
import io.millrace.host.DiskFile;
import io.millrace.journal.Journal;
import io.millrace.spi.ProblemException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Where a channel lies.
 *
 * @param home for the lock and the checkpoint
 * @param data for the events
 */
record Directories(Path home, List<Path> data) {
    /** The files of Apache Flume's own file channel. */
    private static final Pattern OF_FLUME =
            Pattern.compile("log-\\d+(\\.meta)?|in_use\\.lock|inflight(puts|takes)|queueset");

    /**
     * The directories that a configuration names; what it does not is below the state directory.
     */
    static Directories of(Optional<Path> checkpointDir, Optional<String> dataDirs, Path state) {
        Path home = checkpointDir.orElse(state.resolve("checkpoint"));
        List<Path> data = new ArrayList<>();
        dataDirs.ifPresent(list ->
                Arrays.stream(list.split(","))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .forEach(name -> data.add(Path.of(name))));
        if (data.isEmpty()) {
            data.add(state.resolve("data"));
        }
        return new Directories(home, List.copyOf(data));
    }

    /** Refuses directories with events of Apache Flume. */
    void requireOwn(Disk disk) throws IOException {
        List<Path> all = new ArrayList<>(data);
        all.add(home);
        for (Path directory : all) {
            Optional<Path> foreign = fileOfFlume(disk, directory);
            if (foreign.isPresent()) {
                throw new ProblemException(
                        "MR-3018",
                        directory
                                + " belongs to a file channel of Apache Flume: it has "
                                + foreign.get().getFileName(),
                        "the channel does not open; nothing in the directory is changed",
                        "let Flume deliver what is in it (run it with the same file and without"
                                + " the source), then move the directory away; or name another"
                                + " one with checkpointDir and dataDirs",
                        null);
            }
        }
    }

    /**
     * What tells this channel's numbers from those of one that was there before: a name in the
     * first data directory, made up when there is none, so that it goes with the events. Empty if
     * it cannot be read or written now; the channel works without.
     */
    Optional<String> identity(Disk disk) {
        try {
            return Optional.of(readOrMake(disk));
        } catch (IOException full) {
            return Optional.empty();
        }
    }

    private String readOrMake(Disk disk) throws IOException {
        Path path = data.getFirst().resolve(Journal.IDENTITY);
        if (disk.factsIfPresent(path).isPresent()) {
            try (DiskFile in = disk.open(path, Disk.Mode.READ)) {
                byte[] bytes = new byte[36];
                if (in.size() == bytes.length
                        && in.read(bytes, 0, bytes.length, 0) == bytes.length) {
                    return new String(bytes, StandardCharsets.US_ASCII);
                }
            }
        }
        String made = UUID.randomUUID().toString();
        Path fresh = path.resolveSibling(Journal.IDENTITY + ".new");
        try (DiskFile out = disk.open(fresh, Disk.Mode.TRUNCATE)) {
            out.write(made.getBytes(StandardCharsets.US_ASCII), 0, made.length());
            out.sync();
        }
        disk.move(fresh, path);
        disk.syncDirectory(data.getFirst());
        return made;
    }

    private static Optional<Path> fileOfFlume(Disk disk, Path directory) throws IOException {
        try {
            return disk.list(directory).stream()
                    .filter(path -> OF_FLUME.matcher(String.valueOf(path.getFileName())).matches())
                    .findFirst();
        } catch (NoSuchFileException | NotDirectoryException none) {
            return Optional.empty();
        }
    }
}
