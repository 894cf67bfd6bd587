// SPDX-License-Identifier: Apache-2.0
package io.millrace.testing.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.TestFiles;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/**
 * Kills agents that bring a growing log through a file channel into a directory: each line is there
 * once. {@code -Dcrash.rolls=200} kills more of them, {@code -Dcrash.seed=<seed>} as a run before
 * did.
 */
class RollKillTest {
    private static final int RUNS = Integer.getInteger("crash.rolls", 4);
    private static final long SEED = Long.getLong("crash.seed", System.nanoTime());

    @TempDir Path home;

    private final Random random = new Random(SEED);
    private int written;

    @Test
    @Timeout(value = 2, unit = TimeUnit.HOURS)
    void bringsEachLineIntoTheDirectoryOnce() throws Exception {
        TestFiles.write(home.resolve("app.log"), "");
        for (int run = 0; run < RUNS; run++) {
            append(1 + random.nextInt(3000));
            try (WholeAgent agent = WholeAgent.start(home, flow())) {
                agent.process().await(" runs: ");
                int parts = 1 + random.nextInt(5);
                for (int part = 0; part < parts; part++) {
                    append(1 + random.nextInt(5000));
                    assertThat(agent.process().endsWithin(random.nextInt(400))).isFalse();
                }
                agent.process().kill();
            }
            // What is there by then can be read, and is never too much.
            List<String> found = lines(false);
            assertThat(new HashSet<>(found)).as("seed " + SEED).hasSameSizeAs(found);
        }
        append(1);
        try (WholeAgent agent = WholeAgent.start(home, flow())) {
            agent.process().awaitOutput(log -> count() >= written);
            agent.process().signal("TERM");
            assertThat(agent.process().code()).as(agent.process().output()).isZero();
            assertThat(agent.process().output()).doesNotContain("MR-40");
        }
        List<String> lines = lines(true);
        System.out.printf(
                "%d agents killed (seed %d): %d lines, each delivered once, in %d files%n",
                RUNS, SEED, written, files().size());
        assertThat(lines).as("seed " + SEED).hasSize(written);
        Set<String> missing =
                IntStream.range(0, written)
                        .mapToObj(RollKillTest::line)
                        .collect(Collectors.toCollection(HashSet::new));
        missing.removeAll(new HashSet<>(lines));
        assertThat(missing).as("seed " + SEED).isEmpty();
    }

    private String flow() {
        return """
        a.sources = r
        a.channels = c
        a.sinks = k
        a.sources.r.type = taildir
        a.sources.r.filegroups = f
        a.sources.r.filegroups.f = %1$s/app\\\\.log
        a.sources.r.positionFile = %1$s/positions.json
        a.sources.r.channels = c
        a.channels.c.type = file
        a.channels.c.checkpointDir = %1$s/channel
        a.channels.c.dataDirs = %1$s/channel
        a.channels.c.minimumRequiredSpace = 0
        a.sinks.k.type = file_roll
        a.sinks.k.sink.directory = %1$s/out
        a.sinks.k.sink.rollInterval = 1
        a.sinks.k.sink.batchSize = %2$d
        a.sinks.k.sink.manifest = true
        %3$s
        a.sinks.k.channel = c
        """
                .formatted(
                        home,
                        1 + random.nextInt(200),
                        random.nextBoolean() ? "a.sinks.k.sink.codec = gzip" : "");
    }

    private void append(int lines) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            text.append(line(written++)).append('\n');
        }
        try (OutputStream log =
                Files.newOutputStream(home.resolve("app.log"), StandardOpenOption.APPEND)) {
            log.write(text.toString().getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static String line(int number) {
        return number + " " + Integer.toHexString(number * 0x9E3779B9).repeat(1 + number % 9);
    }

    private int count() {
        try {
            return lines(false).size();
        } catch (IOException gone) {
            throw new AssertionError(gone);
        }
    }

    private List<Path> files() throws IOException {
        try (var all = Files.list(home.resolve("out"))) {
            return all.filter(file -> file.getFileName().toString().matches("\\d+-\\d+(\\.gz)?"))
                    .toList();
        }
    }

    /** All whole lines; a file that is being written may end in the middle of one. */
    private List<String> lines(boolean complete) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path file : files()) {
            String text = text(file, complete);
            int end = text.lastIndexOf('\n') + 1;
            if (complete) {
                assertThat(end).as("a half line in " + file).isEqualTo(text.length());
            }
            lines.addAll(text.substring(0, end).lines().toList());
        }
        return lines;
    }

    private static String text(Path file, boolean complete) throws IOException {
        if (!file.toString().endsWith(".gz") || Files.size(file) == 0) {
            return Files.readString(file, StandardCharsets.US_ASCII);
        }
        StringBuilder text = new StringBuilder();
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            byte[] some = new byte[8192];
            for (int count = in.read(some); count >= 0; count = in.read(some)) {
                text.append(new String(some, 0, count, StandardCharsets.US_ASCII));
            }
        } catch (EOFException cut) {
            if (complete) {
                throw cut;
            }
        }
        return text.toString();
    }
}
