// SPDX-License-Identifier: Apache-2.0
package io.millrace.testing.crash;

import io.millrace.channels.file.FileChannelConfig;
import io.millrace.frame.Batch;
import io.millrace.frame.BlockBuilder;
import io.millrace.frame.Event;
import io.millrace.host.Threads;
import io.millrace.host.real.RealHost;
import io.millrace.journal.Compression;
import io.millrace.spec.ByteSize;
import io.millrace.spi.Channel;
import io.millrace.spi.Problem;
import io.millrace.testkit.TestContext;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * A process with a file channel, producers and a consumer. It says each step on its standard
 * output, a line each, before the step or behind it, so that a reader of the lines knows at any
 * time what has to be in the channel:
 *
 * <ul>
 *   <li>{@code S <millis> <events>}: opened in so many milliseconds, with so many events
 *   <li>{@code E <producer> <from> <to>}: a batch with these numbers is about to be stored
 *   <li>{@code A <producer>}: it is acknowledged; {@code R <producer>}: it is refused
 *   <li>{@code D <name>=<hash> ...}: these events were delivered
 *   <li>{@code K}: and acknowledged to the channel
 *   <li>{@code P <text>}: the channel reported something
 *   <li>{@code Z <events>}: drained; so many events are left
 * </ul>
 */
final class Worker {
    private static final String CLASS = ".class";
    private static final int MOST_TAKEN = 50;
    private static final int MOST_IN_BATCH = 30;
    private static final long IDLE_NANOS = Duration.ofSeconds(20).toNanos();

    private final ReentrantLock lock = new ReentrantLock();
    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    private final RealHost host = new RealHost();
    private final TestContext context;
    private final Channel channel;
    private final int run;
    private final Random random;
    private final Path stop;
    private int told;

    private Worker(Path directory, int run, long seed, long segmentBytes) {
        this.run = run;
        this.stop = directory.resolve("stop");
        this.random = new Random(seed);
        this.context = TestContext.named("c1").with(host).in(directory);
        this.channel =
                new FileChannelConfig(
                                Optional.empty(),
                                Optional.empty(),
                                1_000_000,
                                10_000,
                                Duration.ofSeconds(3),
                                Duration.ofMillis(20),
                                Optional.of(new ByteSize(segmentBytes)),
                                new ByteSize(0),
                                true,
                                Duration.ofSeconds(5),
                                Duration.ZERO,
                                new ByteSize(0),
                                Compression.NONE,
                                Map.of())
                        .create(context);
    }

    /**
     * Directory, run, seed, bytes of a segment, producers; without any it drains and ends, with
     * some as soon as the directory has a file {@code stop}. With a code behind it, nothing is
     * taken before the channel has reported that.
     */
    static void main(String[] words) throws Exception {
        Worker worker =
                new Worker(
                        Path.of(words[0]),
                        Integer.parseInt(words[1]),
                        Long.parseLong(words[2]),
                        Long.parseLong(words[3]));
        int producers = Integer.parseInt(words[4]);
        loadReports();
        worker.open();
        if (producers == 0) {
            worker.drain();
        } else {
            worker.work(producers, words.length > 5 ? words[5] : "");
            worker.drain();
        }
    }

    /**
     * Reports have to load where no more files can be opened. The jars of an agent are open by
     * then; the directories of classes that a build runs from are not.
     */
    private static void loadReports() throws Exception {
        ClassLoader loader = Worker.class.getClassLoader();
        for (Class<?> one :
                List.of(
                        Problem.class,
                        FileChannelConfig.class,
                        Compression.class,
                        Batch.class,
                        RealHost.class,
                        TestContext.class,
                        Worker.class)) {
            Path root = Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
            try (Stream<Path> files = Files.isDirectory(root) ? Files.walk(root) : Stream.of()) {
                for (Path file : files.filter(each -> each.toString().endsWith(CLASS)).toList()) {
                    String name = root.relativize(file).toString().replace('/', '.');
                    Class.forName(name.substring(0, name.length() - CLASS.length()), false, loader);
                }
            }
        }
    }

    private void open() throws Exception {
        long before = host.clock().nanos();
        channel.open();
        long millis = Duration.ofNanos(host.clock().nanos() - before).toMillis();
        say("S " + millis + " " + channel.fill().events());
        tell();
    }

    /** Says what the channel reported since the last time. */
    private void tell() {
        List<Problem> problems = context.problems();
        while (told < problems.size()) {
            Problem problem = problems.get(told++);
            say("P " + problem.code() + " " + problem.what());
        }
    }

    private void work(int producers, String heldUntil) throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int producer = 0; producer < producers; producer++) {
            int mine = producer;
            Random own = new Random(random.nextLong());
            threads.add(
                    host.threads()
                            .start(
                                    Threads.Kind.PLATFORM,
                                    "producer " + mine,
                                    () -> produce(mine, own)));
        }
        while (!heldUntil.isEmpty() && !context.codes().contains(heldUntil)) {
            host.clock().sleep(Duration.ofMillis(5));
        }
        while (!Files.exists(stop)) {
            tell();
            // Now and then the consumer is away, so that what waits is on disk alone.
            if (random.nextInt(40) == 0) {
                host.clock().sleep(Duration.ofMillis(random.nextInt(80)));
            }
            deliver(Duration.ofMillis(50).toNanos());
        }
        // Producers may wait for room on the disk, which comes with what is delivered.
        for (Thread thread : threads) {
            while (!host.threads().join(thread, Duration.ofMillis(1))) {
                tell();
                deliver(Duration.ofMillis(50).toNanos());
            }
        }
    }

    private void produce(int producer, Random own) {
        try {
            long number = 0;
            while (!Files.exists(stop)) {
                int count = 1 + own.nextInt(MOST_IN_BATCH);
                BlockBuilder block = new BlockBuilder(1024, count);
                for (int i = 0; i < count; i++) {
                    block.append(new Payload(run, producer, number + i).body());
                }
                Batch batch = Batch.of(block.build(1));
                say("E " + producer + " " + number + " " + (number + count));
                number += count;
                try (Channel.Reservation room =
                        channel.reserve(count, batch.bodyBytes(), IDLE_NANOS)) {
                    room.commit(batch).await();
                    say("A " + producer);
                } catch (IOException refused) {
                    say("R " + producer + " " + refused.getMessage());
                }
            }
        } catch (InterruptedException never) {
            throw new AssertionError(never);
        }
    }

    /** Delivers what comes in time; whether anything did. */
    private boolean deliver(long waitNanos) throws Exception {
        Optional<Channel.Take> taken = channel.take(1 + random.nextInt(MOST_TAKEN), waitNanos);
        if (taken.isEmpty()) {
            return false;
        }
        try (Channel.Take take = taken.get()) {
            StringBuilder line = new StringBuilder("D");
            for (Event event : take.batch()) {
                byte[] body = event.text().getBytes(StandardCharsets.US_ASCII);
                line.append(' ')
                        .append(Payload.nameIn(body))
                        .append('=')
                        .append(Payload.hash(body));
            }
            say(line.toString());
            take.acknowledge(0, take.batch().size());
            say("K");
        }
        return true;
    }

    private void drain() throws Exception {
        channel.seal();
        while (deliver(IDLE_NANOS)) {}
        channel.close();
        tell();
        say("Z " + channel.fill().events());
    }

    private void say(String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.US_ASCII);
        lock.lock();
        try {
            out.write(bytes);
        } catch (IOException gone) {
            throw new AssertionError(gone);
        } finally {
            lock.unlock();
        }
    }
}
