// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.bench;

import io.millrace.agent.run.StateDirectory;
import io.millrace.host.Disk;
import io.millrace.host.DiskFile;
import io.millrace.host.Host;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The directories of one run, which are removed at its end. */
final class Workplace implements AutoCloseable {
    private final Host host;
    private final Path root;
    private final List<Path> others = new ArrayList<>();

    private Workplace(Host host, Path root) {
        this.host = host;
        this.root = root;
    }

    /**
     * Makes a new directory.
     *
     * @param parent where; beside the state of agents if it is null, since that is on a disk that
     *     keeps what it is given
     */
    static Workplace make(Host host, @Nullable Path parent) throws IOException {
        String name = suffix().substring(1);
        Path root =
                parent == null
                        ? StateDirectory.of(name)
                        : parent.toAbsolutePath().resolve(name).normalize();
        host.disk().createDirectories(root);
        return new Workplace(host, root);
    }

    /** What a directory of a run ends with. */
    static String suffix() {
        return ".bench-" + ProcessHandle.current().pid();
    }

    Path root() {
        return root;
    }

    /** What the agent keeps beside its channels. */
    Path state() {
        return root.resolve("state");
    }

    /** A file of the run. */
    Path file(String name, String text) throws IOException {
        Path file = root.resolve(name);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (DiskFile open = host.disk().open(file, Disk.Mode.TRUNCATE)) {
            open.write(bytes, 0, bytes.length);
        }
        return file;
    }

    /** One more directory that only this run uses; it need not exist. */
    void alsoRemove(Path directory) {
        others.add(directory);
    }

    @Override
    public void close() throws IOException {
        others.add(root);
        for (Path directory : others) {
            if (Files.isDirectory(directory)) {
                try (Stream<Path> below = Files.walk(directory)) {
                    for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
                        host.disk().delete(path);
                    }
                }
            }
        }
    }
}
