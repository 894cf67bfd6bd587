// SPDX-License-Identifier: Apache-2.0
package io.millrace.frame;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Runs of all shapes: built and marked blocks, slices, selections, overlays, streams. */
final class RandomRuns {
    private static final String[] NAMES = {"host", "n", "", "größe", "a.b", "timestamp"};
    private static final String[] TEXTS = {
        "", "x", "web-1", "42", "-7", "日本", "\uD83D\uDE00", "a b"
    };

    private RandomRuns() {}

    /** A run of at least one event. */
    static Run next(SplittableRandom random) {
        Run run = Run.of(block(random));
        for (int step = random.nextInt(4); step > 0; step--) {
            run = changed(run, random);
        }
        return run;
    }

    private static Block block(SplittableRandom random) {
        int events = 1 + random.nextInt(random.nextInt(8) == 0 ? 300 : 12);
        BlockBuilder builder = new BlockBuilder(random.nextInt(64), random.nextInt(8));
        if (random.nextBoolean()) {
            append(builder, events, random);
        } else {
            mark(builder, events, random);
        }
        for (int constants = random.nextInt(3); constants > 0; constants--) {
            builder.constant(any(NAMES, random), any(TEXTS, random));
        }
        return builder.build(random.nextLong(1L << 42), position(random));
    }

    private static void append(BlockBuilder builder, int events, SplittableRandom random) {
        boolean sparse = random.nextBoolean();
        boolean numbers = random.nextBoolean();
        for (int event = 0; event < events; event++) {
            builder.append(bytes(random.nextInt(40), random));
            for (String name : NAMES) {
                if (random.nextInt(sparse ? 4 : 2) == 0) {
                    if (numbers) {
                        builder.header(name, random.nextLong());
                    } else {
                        builder.header(name, text(random));
                    }
                }
            }
        }
    }

    /** Bodies that overlap, stand in any order and leave bytes between them. */
    private static void mark(BlockBuilder builder, int events, SplittableRandom random) {
        byte[] filled = bytes(random.nextInt(200), random);
        builder.reserve(filled.length);
        System.arraycopy(filled, 0, builder.array(), builder.used(), filled.length);
        builder.advance(filled.length);
        for (int event = 0; event < events; event++) {
            int start = random.nextInt(filled.length + 1);
            builder.mark(start, random.nextInt(filled.length - start + 1));
        }
    }

    private static @Nullable StreamPosition position(SplittableRandom random) {
        if (random.nextInt(3) == 0) {
            return null;
        }
        return new StreamPosition(
                text(random),
                random.nextLong(4),
                random.nextLong(1L << 50),
                bytes(random.nextInt(20), random));
    }

    private static Run changed(Run run, SplittableRandom random) {
        switch (random.nextInt(6)) {
            case 0:
                int first = random.nextInt(run.size());
                return run.slice(first, first + 1 + random.nextInt(run.size() - first));
            case 1:
                int kept = random.nextInt(run.size());
                return run.select(event -> event == kept || random.nextInt(3) > 0);
            case 2:
                return run.with(run.headers().with(any(NAMES, random), text(random)));
            case 3:
                return run.with(run.headers().without(any(NAMES, random)));
            case 4:
                return run.with(run.headers().with(any(NAMES, random), column(run, random)));
            default:
                int[] picked = new int[run.size()];
                int count = 0;
                for (int event = 0; event < run.size(); event++) {
                    if (random.nextBoolean()) {
                        picked[count++] = event;
                    }
                }
                return count == 0 ? run : run.pick(picked, count);
        }
    }

    private static Column column(Run run, SplittableRandom random) {
        ColumnBuilder column = new ColumnBuilder();
        int kind = random.nextInt(3);
        for (int event = 0; event < run.block().events(); event++) {
            if (random.nextInt(3) == 0) {
                continue;
            }
            if (kind == 0 || (kind == 1 && random.nextBoolean())) {
                column.set(event, random.nextLong());
            } else {
                column.set(event, text(random));
            }
        }
        return column.build(run.block().events());
    }

    private static String text(SplittableRandom random) {
        return random.nextInt(3) == 0
                ? new String(bytes(random.nextInt(30), random), StandardCharsets.ISO_8859_1)
                : any(TEXTS, random);
    }

    private static String any(String[] texts, SplittableRandom random) {
        return texts[random.nextInt(texts.length)];
    }

    private static byte[] bytes(int length, SplittableRandom random) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
