// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.scenario;

import io.millrace.frame.Batch;
import io.millrace.frame.BlockBuilder;
import io.millrace.frame.StreamPosition;
import io.millrace.host.Clock;
import io.millrace.spi.Emitter;
import io.millrace.spi.RefusedException;
import io.millrace.spi.Source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;

/** Reads the events of a stream that can be read again, from where the agent says. */
final class NumberedSource implements Source {
    private final Clock clock;
    private final SplittableRandom random;
    private final String stream;
    private final long first;
    private final long end;
    private volatile boolean isStopped;

    NumberedSource(Clock clock, SplittableRandom random, String stream, long first, long end) {
        this.clock = clock;
        this.random = random;
        this.stream = stream;
        this.first = first;
        this.end = end;
    }

    @Override
    public void run(Emitter out) throws IOException, InterruptedException {
        Optional<StreamPosition> saved = out.position(stream);
        long next = saved.map(position -> ByteBuffer.wrap(position.end()).getLong()).orElse(first);
        while (next < end && !isStopped) {
            int size = (int) Math.min(1 + random.nextInt(12), end - next);
            try {
                out.emit(batch(next, size));
                next += size;
            } catch (RefusedException refused) {
                clock.sleep(Duration.ofMillis(20));
            }
            if (random.nextInt(3) == 0) {
                clock.sleep(Duration.ofNanos(random.nextLong(30_000_000)));
            }
        }
        while (!isStopped) {
            clock.sleep(Duration.ofMillis(50));
        }
    }

    private Batch batch(long from, int size) {
        BlockBuilder builder = new BlockBuilder(256, size);
        for (int i = 0; i < size; i++) {
            builder.append(Payload.of(from + i));
        }
        byte[] position = ByteBuffer.allocate(8).putLong(from + size).array();
        return Batch.of(
                builder.build(
                        clock.millis(), new StreamPosition(stream, 1, from - first, position)));
    }

    @Override
    public void stop() {
        isStopped = true;
    }
}
