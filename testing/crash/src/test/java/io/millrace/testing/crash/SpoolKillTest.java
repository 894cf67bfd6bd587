// SPDX-License-Identifier: Apache-2.0
package io.millrace.testing.crash;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Kills agents while they read the files of a directory into a file channel; {@code
 * -Dcrash.spools=100} kills more of them, {@code -Dcrash.seed=<seed>} as a run before did.
 */
class SpoolKillTest {
    private static final int RUNS = Integer.getInteger("crash.spools", 4);
    private static final long SEED = Long.getLong("crash.seed", System.nanoTime());

    @TempDir Path home;

    private final List<String> lines = new ArrayList<>();

    private String flow(String... more) {
        return """
        a.sources = s
        a.channels = c
        a.sources.s.type = spooldir
        a.sources.s.spoolDir = %1$s/in
        a.sources.s.pollDelay = 20
        a.sources.s.channels = c
        a.channels.c.type = file
        a.channels.c.checkpointDir = %1$s/channel
        a.channels.c.dataDirs = %1$s/channel
        a.channels.c.minimumRequiredSpace = 0
        """
                        .formatted(home)
                + String.join("\n", more)
                + "\n";
    }

    /** A few long files and many short ones, more of them in each run. */
    private void put(Random random, int run) throws IOException {
        Path in = Files.createDirectories(home.resolve("in"));
        for (int file = 0; file < 40; file++) {
            String name = "r" + run + "f" + file;
            int count = random.nextInt(10) == 0 ? 20_000 : random.nextInt(20);
            StringBuilder text = new StringBuilder();
            for (int line = 0; line < count; line++) {
                String one = name + " line " + line;
                lines.add(one);
                text.append(one).append('\n');
            }
            if (count > 0) {
                Path beside = Files.writeString(home.resolve("beside"), text);
                Files.move(beside, in.resolve(name));
            }
        }
    }

    @Test
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void storesEachLineOnce() throws Exception {
        Random random = new Random(SEED);
        for (int run = 0; run < RUNS; run++) {
            put(random, run);
            try (WholeAgent agent = WholeAgent.start(home, flow())) {
                agent.process().await(" runs: ");
                assertThat(agent.process().endsWithin(random.nextInt(300))).isFalse();
                agent.process().kill();
            }
        }
        String sink =
                """
                a.sinks = k
                a.sinks.k.type = file_roll
                a.sinks.k.sink.directory = %s/out
                a.sinks.k.sink.rollInterval = 0
                a.sinks.k.channel = c
                """
                        .formatted(home);
        try (WholeAgent agent = WholeAgent.start(home, flow(sink))) {
            agent.awaitDelivered(home, lines.size());
            agent.process().signal("TERM");
            assertThat(agent.process().code()).as(agent.process().output()).isZero();
        }
        List<String> delivered = WholeAgent.delivered(home);
        System.out.printf(
                "%d agents killed in the middle of files (seed %d): %d lines, %d delivered%n",
                RUNS, SEED, lines.size(), delivered.size());
        assertThat(delivered).containsExactlyInAnyOrderElementsOf(lines);
        try (Stream<Path> files = Files.list(home.resolve("in"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .allMatch(name -> name.endsWith(".COMPLETED") || name.startsWith("."));
        }
    }
}
