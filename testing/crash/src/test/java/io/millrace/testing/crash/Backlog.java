// SPDX-License-Identifier: Apache-2.0
package io.millrace.testing.crash;

import io.millrace.channels.file.FileChannelConfig;
import io.millrace.frame.Batch;
import io.millrace.frame.BlockBuilder;
import io.millrace.frame.Event;
import io.millrace.host.real.RealHost;
import io.millrace.journal.Compression;
import io.millrace.spec.ByteSize;
import io.millrace.spi.Channel;
import io.millrace.testkit.TestContext;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A process with a file channel that holds much: {@code fill <directory> <events>} stores events
 * and halts, {@code drain <directory> <most>} opens the channel and delivers so many. Each batch of
 * {@link SparseSegments#EVENTS_OF_FRAME} has its number as a header.
 */
final class Backlog {
    private static final int TAKEN = 1000;

    private Backlog() {}

    static void main(String[] words) throws Exception {
        RealHost host = new RealHost();
        Path directory = Path.of(words[1]);
        TestContext context = TestContext.named("c1").with(host).in(directory);
        Channel channel = channel(directory, context);
        long from = host.clock().nanos();
        channel.open();
        long opened = host.clock().nanos();
        System.out.printf(
                "opened in %d ms with %d events%n",
                Duration.ofNanos(opened - from).toMillis(), channel.fill().events());
        long count = Long.parseLong(words[2]);
        if (words[0].equals("fill")) {
            fill(channel, count);
            Runtime.getRuntime().halt(0);
        }
        long delivered = drain(channel, count, host, from);
        channel.close();
        double seconds = (host.clock().nanos() - opened) / 1e9;
        System.out.printf(
                "delivered %d in order in %.1f s, %s, reported %s%n",
                delivered, seconds, peak(), context.codes());
    }

    private static Channel channel(Path directory, TestContext context) {
        return new FileChannelConfig(
                        Optional.of(directory.resolve("data")),
                        Optional.of(directory.resolve("data").toString()),
                        Integer.MAX_VALUE,
                        10_000,
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(30),
                        Optional.empty(),
                        new ByteSize(0),
                        true,
                        Duration.ofSeconds(5),
                        Duration.ZERO,
                        new ByteSize(0),
                        Compression.NONE,
                        Map.of())
                .create(context);
    }

    private static void fill(Channel channel, long events) throws Exception {
        byte[] body = "x".repeat(SparseSegments.BODY_BYTES).getBytes(StandardCharsets.US_ASCII);
        for (long done = 0; done < events; done += SparseSegments.EVENTS_OF_FRAME) {
            BlockBuilder block =
                    new BlockBuilder(body.length * SparseSegments.EVENTS_OF_FRAME)
                            .constant("n", "" + done / SparseSegments.EVENTS_OF_FRAME);
            for (int i = 0; i < SparseSegments.EVENTS_OF_FRAME; i++) {
                block.append(body);
            }
            Batch batch = Batch.of(block.build(1));
            try (Channel.Reservation room = channel.reserve(batch.size(), batch.bodyBytes(), 0)) {
                room.commit(batch).await();
            }
        }
    }

    private static long drain(Channel channel, long most, RealHost host, long from)
            throws Exception {
        channel.seal();
        long delivered = 0;
        while (delivered < most) {
            Optional<Channel.Take> taken = channel.take(TAKEN, Duration.ofSeconds(60).toNanos());
            if (taken.isEmpty()) {
                break;
            }
            if (delivered == 0) {
                System.out.printf(
                        "first event after %d ms%n",
                        Duration.ofNanos(host.clock().nanos() - from).toMillis());
            }
            try (Channel.Take take = taken.get()) {
                for (Event event : take.batch()) {
                    String expected = "" + delivered / SparseSegments.EVENTS_OF_FRAME;
                    if (!expected.equals(event.header("n"))) {
                        throw new AssertionError(
                                "event " + delivered + " is of " + event.header("n"));
                    }
                    delivered++;
                }
                take.acknowledge(0, take.batch().size());
            }
        }
        return delivered;
    }

    private static String peak() throws Exception {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .map(line -> "peak RSS" + line.substring(6).replaceAll("\\s+", " "))
                .findFirst()
                .orElse("");
    }
}
