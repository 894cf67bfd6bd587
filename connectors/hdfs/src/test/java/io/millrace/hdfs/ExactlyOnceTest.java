// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.frame.Batch;
import io.millrace.host.real.RealHost;
import io.millrace.spi.Delivery;
import io.millrace.spi.Level;
import io.millrace.spi.ProblemException;
import io.millrace.testkit.ManualClock;
import io.millrace.testkit.TestContext;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The process dies at each step that it takes; the next ones end what it began. */
@Timeout(240)
class ExactlyOnceTest {
    private static final int EVENTS = 40;
    private static final int BATCH = 10;

    /** Each step with 1. */
    private static final int STRIDE = Integer.getInteger("hdfs.crash.stride", 3);

    @TempDir Path directory;

    /** One channel, one destination, and processes that come and go. */
    private final class World {
        private final String host;
        private final Path home;
        private final String[] settings;
        private final Random random;
        private final ManualClock clock = ManualClock.at(SinkRig.NOW);

        /** The channel lets go what is below, but for what it forgot again in a crash. */
        private long acknowledged;

        World(String name, long seed, String... settings) throws IOException {
            this.host = name;
            this.home = directory.resolve(name);
            this.random = new Random(seed);
            this.settings = settings;
            Files.createDirectories(home);
            StubFileSystem.configure(home);
        }

        /** Runs until all is delivered, or the process dies. */
        TestContext run(Life life) throws Exception {
            StubFileSystem.on(host, "any", path -> life.step());
            TestContext context =
                    TestContext.named("k1")
                            .in(home)
                            .with(
                                    new RealHost(
                                            clock,
                                            new RealHost().threads(),
                                            new MortalDisk(new RealHost().disk(), life),
                                            new RealHost().net()))
                            .with(Level.FSYNC);
            HdfsSink sink = (HdfsSink) Configs.of(all()).create(context);
            try {
                sink.open();
                while (acknowledged < EVENTS && !life.isOver()) {
                    deliver(sink, context);
                }
                for (int i = 0; i < 3 && !life.isOver(); i++) {
                    clock.advance(Duration.ofSeconds(60));
                    sink.maintain();
                }
            } catch (IOException died) {
                if (!life.isOver()) {
                    throw died;
                }
            } finally {
                sink.close();
                StubFileSystem.off(host, "any");
            }
            if (life.isOver()) {
                // Acknowledgements of the last moments are not on the disk.
                acknowledged = Math.max(0, acknowledged - random.nextInt(2 * BATCH));
            }
            return context;
        }

        private void deliver(HdfsSink sink, TestContext context) throws Exception {
            clock.advance(Duration.ofSeconds(random.nextInt(10)));
            sink.maintain();
            long end = Math.min(EVENTS, acknowledged + 1 + random.nextInt(BATCH));
            Batch batch = NumberedEvents.of(context, "c", acknowledged, end);
            try {
                if (sink.write(batch).equals(Delivery.delivered())) {
                    acknowledged = end;
                }
            } catch (ProblemException failed) {
                clock.advance(Duration.ofSeconds(1));
            }
        }

        private String[] all() {
            return Stream.concat(
                            Stream.of(
                                    "hdfs.path",
                                    "stub://" + host + home + "/out/%{k}",
                                    "hdfs.fileType",
                                    "DataStream",
                                    "hdfs.rollCount",
                                    "7",
                                    "hdfs.rollSize",
                                    "0",
                                    "hdfs.rollInterval",
                                    "20",
                                    "hdfs.retryInterval",
                                    "1"),
                            Stream.of(settings))
                    .toArray(String[]::new);
        }

        List<Path> files() throws IOException {
            try (Stream<Path> all = Files.walk(home.resolve("out"))) {
                return all.filter(Files::isRegularFile).sorted().toList();
            }
        }

        /** The events of all files that have their final name. */
        List<String> found() throws IOException {
            List<String> found = new ArrayList<>();
            for (Path file : files()) {
                if (!file.toString().endsWith(".tmp") && !file.toString().endsWith(".cut")) {
                    found.addAll(Files.readAllLines(file, StandardCharsets.UTF_8));
                }
            }
            return found;
        }

        void assertAllOnce() throws IOException {
            assertThat(found())
                    .as("after a crash, in %s", host)
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.range(0, EVENTS).mapToObj(n -> "e" + n).toList());
            assertThat(files())
                    .noneMatch(file ->
                            file.toString().endsWith(".tmp") || file.toString().endsWith(".cut"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "evicting", "copying"})
    void losesNothingAndDoublesNothingWhereverItDies(String variant) throws Exception {
        String[] settings =
                variant.equals("evicting")
                        ? new String[] {"hdfs.maxOpenFiles", "1"}
                        : new String[0];
        int died = 0;
        for (int step = 0; ; step += STRIDE) {
            World world = new World(variant + "-" + step, step, settings);
            if (variant.equals("copying")) {
                StubFileSystem.on(
                        world.host,
                        "truncate",
                        path -> {
                            throw new UnsupportedOperationException("no truncate");
                        });
            }
            Life first = new Life(step);
            world.run(first);
            if (!first.isOver()) {
                break;
            }
            died++;
            // The second one dies as well, somewhere; the third one does not.
            world.run(new Life(world.random.nextInt(40)));
            TestContext last = world.run(Life.endless());
            world.assertAllOnce();
            assertThat(last.codes()).doesNotContain("MR-4118", "MR-4123", "MR-4124", "MR-4125");
            StubFileSystem.off(world.host, "truncate");
        }
        assertThat(died).isGreaterThan(60 / STRIDE);
    }

    @Test
    void countsEachEventOnceIfNothingDies() throws Exception {
        World world = new World("healthy", 1);
        world.run(Life.endless());
        world.assertAllOnce();
    }
}
