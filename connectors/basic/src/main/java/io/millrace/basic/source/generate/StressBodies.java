// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.generate;

import io.millrace.frame.Batch;
import io.millrace.frame.Block;
import io.millrace.frame.BlockBuilder;
import io.millrace.frame.Run;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes the blocks of {@code stress}: one copy of a template, and eight bytes written into each
 * body. For one thread.
 */
final class StressBodies {
    /** The bytes that a counter takes. */
    static final int COUNTER_BYTES = 8;

    private static final VarHandle COUNTER =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** Six bits of the counter go into the low bits of each byte; '0' is added to all of them. */
    private static final long SIX_BITS = 0x3F3F3F3F3F3F3F3FL;

    private static final long ZEROS = 0x3030303030303030L;
    private static final byte DELETE = 0x7F;
    private static final int MOST_EVENTS = 1 << 16;

    private final int size;
    private final boolean distinct;
    private final int step;
    private final byte[] template;
    private final int eventsInBlock;
    private long counter;

    /** The counter begins with {@code first} and is raised by {@code step} for each body. */
    StressBodies(StressConfig config, int first, int step) {
        this.size = config.size();
        this.distinct = config.distinct();
        this.counter = first;
        this.step = step;
        int fitting = size == 0 ? MOST_EVENTS : Math.max(1, Block.TARGET_BYTES / size);
        this.eventsInBlock = Math.min(config.batchSize(), Math.min(fitting, MOST_EVENTS));
        this.template = new byte[eventsInBlock * size];
        if (distinct) {
            for (int i = 0; i < template.length; i++) {
                template[i] = (byte) ('a' + i % size % 26);
            }
        } else {
            Arrays.fill(template, DELETE);
        }
    }

    /** The next {@code count} events, in as few blocks as their size allows. */
    Batch next(int count, long acceptedMillis) {
        if (count <= eventsInBlock) {
            return Batch.of(block(count, acceptedMillis));
        }
        List<Run> runs = new ArrayList<>(count / eventsInBlock + 1);
        int left = count;
        while (left > 0) {
            Block block = block(Math.min(left, eventsInBlock), acceptedMillis);
            runs.add(Run.of(block));
            left -= block.events();
        }
        return Batch.of(runs);
    }

    private Block block(int events, long acceptedMillis) {
        final int size = this.size;
        final int bytes = events * size;
        byte[] array = Arrays.copyOf(template, bytes);
        if (distinct) {
            count(array, bytes);
        }
        BlockBuilder builder = BlockBuilder.around(array, events);
        for (int start = 0, event = 0; event < events; event++, start += size) {
            builder.mark(start, size);
        }
        return builder.build(acceptedMillis);
    }

    private void count(byte[] array, int bytes) {
        final int size = this.size;
        final int step = this.step;
        long next = counter;
        for (int start = 0; start < bytes; start += size) {
            COUNTER.set(array, start, printable(next));
            next += step;
        }
        counter = next;
    }

    /** The low 48 bits as eight characters from '0' to 'o', the highest first. */
    static long printable(long number) {
        return Long.expand(number, SIX_BITS) + ZEROS;
    }
}
