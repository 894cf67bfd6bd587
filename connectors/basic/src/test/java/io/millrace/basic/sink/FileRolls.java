// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.sink;

import io.millrace.basic.sink.FileRollConfig.Promise;
import io.millrace.basic.sink.FileRollConfig.Sync;
import io.millrace.formats.Compression;
import io.millrace.formats.Sum;
import io.millrace.host.Clock;
import io.millrace.host.Disk;
import io.millrace.host.real.RealHost;
import io.millrace.spi.Sink;
import io.millrace.testkit.TestContext;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Sinks under test, and what they wrote. */
final class FileRolls {
    /** When the clocks of tests begin; part of the names of files. */
    static final long START = 1_767_323_045_678L;

    private FileRolls() {}

    static TestContext context(Path state, Clock clock, Disk disk) {
        RealHost real = new RealHost();
        return TestContext.named("k1")
                .in(state)
                .with(new RealHost(clock, real.threads(), disk, real.net()));
    }

    /**
     * Settings by short names.
     *
     * @param options what is to be other than the default; what has no short name is for the
     *     serializer
     */
    static FileRollConfig config(Path directory, Map<String, String> options) {
        Map<String, String> rest = new TreeMap<>(options);
        String rollEvery = rest.remove("rollEvery");
        String serializer = rest.remove("serializer");
        String pathManager = rest.remove("pathManager");
        String prefix = rest.remove("prefix");
        String extension = rest.remove("extension");
        String sync = rest.remove("sync");
        String delivery = rest.remove("delivery");
        String codec = rest.remove("codec");
        String level = rest.remove("level");
        String manifest = rest.remove("manifest");
        String readBack = rest.remove("readBack");
        return new FileRollConfig(
                directory,
                Duration.ofSeconds(rollEvery == null ? 30 : Long.parseLong(rollEvery)),
                serializer == null ? "TEXT" : serializer,
                rest,
                100,
                pathManager == null ? "DEFAULT" : pathManager,
                prefix == null ? "" : prefix,
                extension == null ? "" : extension,
                Optional.ofNullable(sync).map(Sync::valueOf),
                Optional.ofNullable(delivery).map(Promise::valueOf),
                Optional.ofNullable(codec).map(Compression::valueOf),
                Optional.ofNullable(level).map(Integer::valueOf),
                Boolean.parseBoolean(manifest),
                Sum.Algorithm.SHA_256,
                Optional.empty(),
                Boolean.parseBoolean(readBack));
    }

    /** A sink that is open; closed if that fails. */
    static Sink opened(FileRollConfig config, TestContext context)
            throws IOException, InterruptedException {
        Sink sink = config.create(context);
        boolean opened = false;
        try {
            sink.open();
            opened = true;
            return sink;
        } finally {
            if (!opened) {
                sink.close();
            }
        }
    }

    /** The texts of the files of a directory by their names, sorted. */
    static Map<String, String> files(Path directory) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (var entries = Files.list(directory)) {
            for (Path path : entries.toList()) {
                files.put(path.getFileName().toString(), Files.readString(path));
            }
        }
        return files;
    }
}
