// SPDX-License-Identifier: Apache-2.0
package io.millrace.channels.file;

import static io.millrace.testkit.ChannelCalls.drain;
import static io.millrace.testkit.ChannelCalls.put;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.frame.Batch;
import io.millrace.frame.BlockBuilder;
import io.millrace.frame.StreamPosition;
import io.millrace.host.Clock;
import io.millrace.host.real.RealHost;
import io.millrace.journal.Compression;
import io.millrace.spec.ByteSize;
import io.millrace.spi.Channel;
import io.millrace.spi.ChannelFullException;
import io.millrace.spi.ChannelNumbers;
import io.millrace.spi.Health;
import io.millrace.spi.Level;
import io.millrace.spi.ProblemException;
import io.millrace.testkit.ChannelCalls;
import io.millrace.testkit.ChannelContract;
import io.millrace.testkit.ChannelStress;
import io.millrace.testkit.Events;
import io.millrace.testkit.TestContext;
import io.millrace.testkit.seeds.Seeds;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class FileChannelTest extends ChannelContract {
    private static final Clock MACHINE = new RealHost().clock();

    @TempDir Path directory;
    private int channels;

    @Override
    protected Channel create(int capacityEvents, long capacityBytes, Clock clock) {
        return create("d" + channels++, capacityEvents, clock);
    }

    private Channel create(String data, int capacity, Clock clock) {
        return channel(data, capacity, true, Map.of())
                .create(TestContext.named("c1").with(clock).in(directory));
    }

    private FileChannelConfig channel(
            String data, int capacity, boolean fsync, Map<String, String> encryption) {
        return new FileChannelConfig(
                Optional.of(directory.resolve(data + "-checkpoint")),
                Optional.of(directory.resolve(data) + " , " + directory.resolve(data + "2")),
                capacity,
                10_000,
                Duration.ofSeconds(3),
                Duration.ofSeconds(30),
                Optional.of(new ByteSize(1 << 20)),
                new ByteSize(0),
                fsync,
                Duration.ofSeconds(5),
                Duration.ZERO,
                new ByteSize(0),
                Compression.NONE,
                encryption);
    }

    private Channel opened(String data) throws Exception {
        Channel channel = create(data, 100, MACHINE);
        channel.open();
        return channel;
    }

    @Test
    void isWorthWhatTheDiskIsWorth() throws Exception {
        Channel channel = open(7, 100);
        assertThat(channel.level()).isEqualTo(Level.FSYNC);
        assertThat(channel.maxBatchEvents()).isEqualTo(7);
        assertThat(channel.keepAlive()).isEqualTo(Duration.ofSeconds(3));
        assertThat(channel.health()).isEqualTo(Health.up());
    }

    @Test
    void hasAgainWhatWasNotAcknowledged() throws Exception {
        try (Channel channel = opened("again")) {
            put(channel, "a", "b", "c", "d");
            try (Channel.Take take = ChannelCalls.take(channel, 3)) {
                take.acknowledge(1, 2);
            }
        }
        try (Channel channel = opened("again")) {
            assertThat(channel.fill().events()).isEqualTo(3);
            assertThat(drain(channel, 10)).containsExactly("a", "c", "d");
        }
        try (Channel channel = opened("again")) {
            assertThat(channel.fill().events()).isZero();
        }
    }

    @Test
    void numbersAnEventTheSameWheneverItIsOffered() throws Exception {
        ChannelNumbers first;
        try (Channel channel = opened("numbers")) {
            put(channel, "a", "b", "c", "d");
            try (Channel.Take take = ChannelCalls.take(channel, 3)) {
                first = take.numbers().orElseThrow();
                assertThat(first.firsts()).containsExactly(0L);
                take.acknowledge(1, 2);
            }
        }
        try (Channel channel = opened("numbers");
                Channel.Take take = ChannelCalls.take(channel, 10)) {
            assertThat(Events.texts(take.batch())).containsExactly("a", "c", "d");
            assertThat(take.numbers())
                    .contains(new ChannelNumbers(first.channel(), List.of(0L, 2L)));
        }
        try (Channel channel = opened("others")) {
            put(channel, "x");
            try (Channel.Take take = ChannelCalls.take(channel, 1)) {
                assertThat(take.numbers().orElseThrow().channel()).isNotEqualTo(first.channel());
            }
        }
    }

    @Test
    void countsWhatItFoundAgainstItsCapacity() throws Exception {
        try (Channel channel = opened("full")) {
            ChannelCalls.put(channel, Events.numbered("n", 100));
        }
        try (Channel channel = opened("full")) {
            assertThatThrownBy(() -> put(channel, "x")).isInstanceOf(ChannelFullException.class);
            try (Channel.Take take = ChannelCalls.take(channel, 10)) {
                take.acknowledge(0, 10);
            }
            put(channel, "x");
        }
    }

    @Test
    void knowsHowFarItHasAStreamAndTakesNothingOfItTwice() throws Exception {
        try (Channel channel = opened("stream")) {
            assertThat(channel.position("s")).isEmpty();
            ChannelCalls.put(channel, ofStream(0, 10));
            assertThat(drain(channel, 100)).hasSize(10);
        }
        try (Channel channel = opened("stream")) {
            StreamPosition position = channel.position("s").orElseThrow();
            assertThat(position.firstOrdinal()).isEqualTo(10);
            assertThat(position.end()).containsExactly(10);
            ChannelCalls.put(channel, ofStream(5, 15));
            assertThat(channel.fill().events()).isEqualTo(5);
            assertThat(drain(channel, 100)).containsExactly("10", "11", "12", "13", "14");
            ChannelCalls.put(channel, Events.numbered("n", 100));
        }
    }

    private static Batch ofStream(int from, int to) {
        BlockBuilder builder = new BlockBuilder(64);
        for (int event = from; event < to; event++) {
            builder.append(String.valueOf(event));
        }
        return Batch.of(builder.build(1, new StreamPosition("s", 7, from, new byte[] {(byte) to})));
    }

    @Test
    void isNotOpenedTwice() throws Exception {
        try (Channel first = opened("locked")) {
            assertThat(first.fill().events()).isZero();
            assertThatThrownBy(() -> opened("locked"))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> assertThat(e.problem().code()).isEqualTo("MR-3010"))
                    .hasMessageContaining("locked-checkpoint");
        }
    }

    @Test
    void leavesADirectoryOfApacheFlumeAloneAndNamesIt() throws Exception {
        Path data = Files.createDirectories(directory.resolve("flume"));
        Files.writeString(data.resolve("log-3"), "not ours");
        Files.writeString(data.resolve("log-3.meta"), "not ours");
        assertThatThrownBy(() -> opened("flume"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> {
                            assertThat(e.problem().code()).isEqualTo("MR-3018");
                            assertThat(e.problem().what())
                                    .isEqualTo(
                                            data
                                                    + " belongs to a file channel of Apache Flume:"
                                                    + " it has log-3");
                            assertThat(e.problem().remedy()).contains("let Flume deliver");
                        });
        try (var files = Files.list(data)) {
            assertThat(files).hasSize(2);
        }
        assertThat(data.resolve("log-3")).hasContent("not ours");
    }

    @Test
    void refusesToWriteInPlainWhatIsToBeEncrypted() {
        try (Channel channel =
                channel("secret", 10, true, Map.of("activeKey", "k1"))
                        .create(TestContext.named("c1").in(directory))) {
            assertThatThrownBy(channel::open)
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> assertThat(e.problem().code()).isEqualTo("MR-3019"));
        }
        assertThat(directory.resolve("secret")).doesNotExist();
    }

    @Test
    void saysThatAPowerCutMayTakeTheLastSeconds() throws Exception {
        TestContext context = TestContext.named("c1").in(directory);
        try (Channel channel = channel("weak", 10, false, Map.of()).create(context)) {
            channel.open();
            assertThat(channel.level()).isEqualTo(Level.FSYNC_INTERVAL);
            put(channel, "a");
            assertThat(drain(channel, 10)).containsExactly("a");
        }
        assertThat(context.codes()).containsExactly("MR-3012");
        assertThat(context.problems().getFirst().effect())
                .startsWith("a power cut loses what came in the last 5.0 s");
    }

    @Test
    void namesWhatIsDamagedAndForeign() throws Exception {
        try (Channel channel = opened("hurt")) {
            put(channel, "first");
            put(channel, "second");
            put(channel, "third");
        }
        Path segment;
        try (var files = Files.walk(directory)) {
            segment =
                    files.filter(path -> path.toString().endsWith(".segment"))
                            .findFirst()
                            .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(segment);
        bytes[indexOf(bytes, "second")] ^= 1;
        Files.write(segment, bytes);
        Files.writeString(segment.resolveSibling("notes.txt"), "mine");
        TestContext context = TestContext.named("c1").in(directory);
        try (Channel channel = channel("hurt", 10, true, Map.of()).create(context)) {
            channel.open();
            assertThat(drain(channel, 1)).containsExactly("first");
            assertThat(drain(channel, 1)).containsExactly("third");
            assertThat(channel.health().state()).isEqualTo(Health.State.DEGRADED);
        }
        assertThat(context.codes()).containsExactly("MR-3014", "MR-3013");
        assertThat(context.problems().getLast().effect())
                .isEqualTo("1 events are lost, numbers 1 to 1 of the channel; all others go on");
        assertThat(context.meters().value("channel_lost_events_total")).isEqualTo(1);
    }

    private static int indexOf(byte[] bytes, String text) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
    }

    @Test
    void deliversEveryEventOnceUnderManyThreads() {
        Seeds.check(
                6,
                random -> {
                    Channel channel = create("s" + channels++, 100 + random.nextInt(400), MACHINE);
                    channel.open();
                    int producers = 1 + random.nextInt(6);
                    int consumers = 1 + random.nextInt(6);
                    new ChannelStress(channel, producers, consumers, 3000).run(random);
                    channel.close();
                });
    }

    @Test
    void keepsTheOrderOfEachProducer() {
        Seeds.check(
                2,
                random -> {
                    Channel channel = create("s" + channels++, 500, MACHINE);
                    channel.open();
                    ChannelStress.checkOrder(channel, 4, 3000, random.nextLong());
                    channel.close();
                });
    }
}
