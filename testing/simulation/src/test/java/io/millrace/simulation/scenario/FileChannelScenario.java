// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.scenario;

import io.millrace.channels.file.FileChannels;
import io.millrace.journal.JournalOptions;
import io.millrace.simulation.World;
import io.millrace.spi.Channel;
import io.millrace.spi.ComponentConfig;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The file channel on small segments, so that they end and are used again all the time, with little
 * memory, so that events come from the disk, and on a disk that loses what was not synced.
 */
public class FileChannelScenario extends ChannelScenario {

    @Override
    Plan plan(World world) {
        SplittableRandom random = world.random();
        Path home = DATA.resolve("home");
        List<Path> directories = new ArrayList<>();
        int count = random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 1;
        for (int i = 0; i < count; i++) {
            directories.add(count == 1 && random.nextBoolean() ? home : DATA.resolve("data" + i));
        }
        boolean isSynced = random.nextInt(8) > 0;
        long segment = JournalOptions.MIN_SEGMENT_BYTES + random.nextInt(3) * 4_096L;
        Duration retention =
                random.nextInt(6) == 0
                        ? Duration.ofMillis(500 + random.nextInt(20_000))
                        : Duration.ZERO;
        JournalOptions options =
                new JournalOptions(
                        "c1",
                        home,
                        directories,
                        segment,
                        random.nextInt(4) == 0 ? 10_000 : 0,
                        isSynced ? Duration.ZERO : Duration.ofMillis(1 + random.nextInt(500)),
                        Duration.ofMillis(1 + random.nextInt(1_000)),
                        500 + random.nextInt(20_000),
                        retention,
                        1L << 40);
        return new Plan(
                channel(world, options, 12 + random.nextInt(200)),
                true,
                isSynced,
                isSynced && random.nextInt(6) == 0,
                random.nextInt(3),
                retention,
                count * 8L * segment,
                () -> {});
    }

    /** The channel of a history. */
    ComponentConfig<Channel> channel(World world, JournalOptions options, int capacity) {
        return FileChannels.of(options, capacity);
    }
}
