// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.millrace.frame.Batch;
import io.millrace.spi.Delivery;
import io.millrace.spi.Level;
import io.millrace.testkit.ManualClock;
import io.millrace.testkit.TestContext;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A sink that writes into a directory of the local disk, with a clock that stands still. */
final class SinkRig implements AutoCloseable {
    /** 2026-01-02T03:04:05.678Z. */
    static final long NOW = 1_767_323_045_678L;

    final Path directory;
    final ManualClock clock = ManualClock.at(NOW);
    final TestContext context;
    final HdfsSink sink;

    private SinkRig(Path directory, Level channel, HdfsSinkConfig config) {
        this.directory = directory;
        this.context = TestContext.named("k1").in(directory).with(clock).with(channel);
        this.sink = (HdfsSink) config.create(context);
    }

    /** A sink of text files that never roll; further keys and values change that. */
    static SinkRig text(Path directory, String... settings) throws Exception {
        String[] all =
                Stream.concat(
                                Stream.of(
                                        "hdfs.path", directory.resolve("out").toUri().toString(),
                                        "hdfs.fileType", "DataStream",
                                        "hdfs.rollCount", "0",
                                        "hdfs.rollSize", "0",
                                        "hdfs.rollInterval", "0"),
                                Stream.of(settings))
                        .toArray(String[]::new);
        return of(directory, all);
    }

    static SinkRig of(Path directory, String... settings) throws Exception {
        return behind(Level.MEMORY, directory, settings);
    }

    /** As {@link #of}, behind a channel of a level. */
    static SinkRig behind(Level channel, Path directory, String... settings) throws Exception {
        SinkRig rig = new SinkRig(directory, channel, Configs.of(settings));
        rig.sink.open();
        return rig;
    }

    /** As the engine: maintenance before each batch. */
    Delivery write(Batch batch) throws IOException, InterruptedException {
        sink.maintain();
        return sink.write(batch);
    }

    /** The files below the output directory, by their path relative to it, checksums left out. */
    List<String> names() throws IOException {
        return files().stream().filter(name -> !name.endsWith(".crc")).toList();
    }

    /** As {@link #names}, with the hidden checksum files. */
    List<String> files() throws IOException {
        Path out = directory.resolve("out");
        if (!Files.exists(out)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(out)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> out.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    byte[] bytes(String name) throws IOException {
        return Files.readAllBytes(directory.resolve("out").resolve(name));
    }

    String text(String name) throws IOException {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        sink.close();
    }
}
