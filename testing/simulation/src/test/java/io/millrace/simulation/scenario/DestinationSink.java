// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.scenario;

import io.millrace.frame.Batch;
import io.millrace.frame.Event;
import io.millrace.host.Disk;
import io.millrace.host.DiskFile;
import io.millrace.host.Threads;
import io.millrace.spi.Context;
import io.millrace.spi.Delivery;
import io.millrace.spi.Sink;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Appends events to a file and syncs it. It fails now and then, in all the ways that a sink may;
 * what it did not sync is lost with the power.
 */
final class DestinationSink implements Sink {
    private final Context context;
    private final SplittableRandom random;
    private final Path directory;
    private final String name;
    private final int failures;
    private final long slowest;
    private @Nullable DiskFile file;
    private int files;

    /** {@code failures} of a hundred writes fail. */
    DestinationSink(
            Context context, SplittableRandom random, Path directory, String name, int failures) {
        this.context = context;
        this.random = random;
        this.directory = directory;
        this.name = name;
        this.failures = failures;
        this.slowest = random.nextInt(3) == 0 ? 400_000_000 : 1;
    }

    @Override
    public int batchSize() {
        return 1 + random.nextInt(25);
    }

    @Override
    public Delivery write(Batch batch) throws IOException, InterruptedException {
        context.host().clock().sleep(Duration.ofNanos(random.nextLong(slowest)));
        int drawn = random.nextInt(100);
        if (drawn >= failures) {
            put(batch, 0, batch.size());
            return Delivery.delivered();
        }
        return switch (drawn % 6) {
            case 0 -> throw new IOException("refused before anything was written");
            case 1 -> {
                put(batch, 0, batch.size());
                throw new IOException("the answer was lost");
            }
            case 2 -> new Delivery.RetryLater(Duration.ofMillis(random.nextInt(50)), "busy");
            case 3 -> {
                int from = random.nextInt(batch.size());
                int to = from + random.nextInt(batch.size() - from + 1);
                put(batch, from, to);
                yield new Delivery.Partly(
                        List.of(new Delivery.Range(from, to)), List.of(), Duration.ZERO);
            }
            case 4 -> {
                int refused = random.nextInt(batch.size());
                put(batch, 0, refused);
                put(batch, refused + 1, batch.size());
                yield new Delivery.Partly(
                        List.of(
                                new Delivery.Range(0, refused),
                                new Delivery.Range(refused + 1, batch.size())),
                        List.of(new Delivery.Rejected(refused, "not wanted")),
                        Duration.ZERO);
            }
            default -> {
                hold(batch);
                yield Delivery.held();
            }
        };
    }

    private void hold(Batch batch) {
        SplittableRandom own = random.split();
        context.host()
                .threads()
                .start(
                        Threads.Kind.VIRTUAL,
                        "confirm",
                        () -> {
                            try {
                                context.host()
                                        .clock()
                                        .sleep(Duration.ofNanos(own.nextLong(40_000_000)));
                                String held = name + "-held-" + Long.toHexString(own.nextLong());
                                if (own.nextInt(4) == 0) {
                                    context.holdings().giveBack(batch);
                                    return;
                                }
                                confirmInParts(own, held, batch);
                            } catch (IOException failed) {
                                context.holdings().giveBack(batch);
                            } catch (InterruptedException stop) {
                                Thread.currentThread().interrupt();
                            }
                        });
    }

    /** The second part first; now and then the first part not at all. */
    private void confirmInParts(SplittableRandom own, String fileName, Batch batch)
            throws IOException {
        DiskFile out = create(fileName);
        int cut = own.nextInt(batch.size() + 1);
        if (cut < batch.size()) {
            append(out, batch.slice(cut, batch.size()));
            context.holdings().confirm(batch, cut, batch.size());
        }
        if (cut > 0 && own.nextInt(4) == 0) {
            context.holdings().giveBack(batch);
        } else if (cut > 0) {
            append(out, batch.slice(0, cut));
            context.holdings().confirm(batch, 0, cut);
        }
    }

    private void put(Batch batch, int from, int to) throws IOException {
        if (from == to) {
            return;
        }
        DiskFile out = file;
        if (out == null) {
            out = create(name + "-" + files++);
            file = out;
        }
        try {
            append(out, batch.slice(from, to));
        } catch (IOException failed) {
            // What is in the file now is unknown; the events come again and go to another one.
            file = null;
            throw failed;
        }
    }

    private DiskFile create(String fileName) throws IOException {
        Disk disk = context.host().disk();
        Path path = directory.resolve(fileName);
        DiskFile created = disk.open(path, Disk.Mode.CREATE_NEW);
        disk.syncDirectory(directory);
        return created;
    }

    private static void append(DiskFile out, Batch batch) throws IOException {
        int length = batch.size() * Integer.BYTES + (int) batch.bodyBytes();
        ByteBuffer bytes = ByteBuffer.allocate(length);
        for (Event event : batch) {
            byte[] body = event.body();
            bytes.putInt(body.length).put(body);
        }
        out.write(bytes.flip());
        out.sync();
    }
}
