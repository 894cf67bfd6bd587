// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.scenario;

import io.millrace.simulation.World;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/** Bits that turn round on the disk, and what a channel said of them. */
final class Damage {
    /** How a record begins, and how long its header is: see the journal's format. */
    private static final byte[] MAGIC = {'M', 'R', 'J', 'R'};

    private static final int HEADER_BYTES = 64;

    private final World world;
    private final Ledger ledger;
    private int flips;
    private long declared;

    Damage(World world, Ledger ledger) {
        this.world = world;
        this.ledger = ledger;
    }

    /**
     * Turns a bit round. The last thing that was written before a crash cannot be told from one
     * that was cut off, so the newest files are spared then.
     */
    void happen(boolean wasClean) throws IOException {
        SplittableRandom random = world.random();
        List<Path> files = new ArrayList<>();
        for (Path path : world.disk().files()) {
            if (path.startsWith(ChannelScenario.DATA) && world.disk().content(path).length > 0) {
                files.add(path);
            }
        }
        if (!wasClean) {
            files.removeAll(newest(files));
        }
        if (files.isEmpty()) {
            return;
        }
        Path path = files.get(random.nextInt(files.size()));
        int at = place(world.disk().content(path), random);
        world.disk().flip(path, at, random.nextInt(8));
        world.log("flipped a bit at " + at + " of " + path);
        flips++;
        ledger.forgetAcknowledgements();
    }

    /** Anywhere, or in the header of a record: few bytes, but they say what the others mean. */
    private static int place(byte[] content, SplittableRandom random) {
        int from = random.nextInt(content.length);
        if (random.nextBoolean()) {
            for (int at = from; at + HEADER_BYTES <= content.length; at++) {
                if (Arrays.equals(content, at, at + MAGIC.length, MAGIC, 0, MAGIC.length)) {
                    return at + random.nextInt(HEADER_BYTES);
                }
            }
        }
        return from;
    }

    /** The last two, since the last one may have been begun and nothing written to it. */
    private static List<Path> newest(List<Path> files) {
        List<Path> segments =
                files.stream()
                        .filter(path -> path.toString().endsWith(".segment"))
                        .sorted(Comparator.comparing(path -> String.valueOf(path.getFileName())))
                        .toList();
        return segments.subList(Math.max(0, segments.size() - 2), segments.size());
    }

    /** The channel said that it lost so many events. */
    void declare(long events) {
        declared += events;
    }

    /** No more is lost than was said, and no more than one batch for each bit. */
    void mustCover(int lost, long declaredNow) {
        if (lost > declared + declaredNow) {
            throw new AssertionError(
                    lost + " events are lost, " + (declared + declaredNow) + " were told of");
        }
        if (lost > (long) flips * Taker.LARGEST_BATCH) {
            throw new AssertionError(lost + " events lost by " + flips + " flipped bits");
        }
    }
}
