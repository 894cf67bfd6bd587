// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.scenario;

import io.millrace.channels.file.FileChannels;
import io.millrace.journal.JournalKeys;
import io.millrace.journal.JournalOptions;
import io.millrace.journal.KeyStreams;
import io.millrace.simulation.World;
import io.millrace.spi.Channel;
import io.millrace.spi.ComponentConfig;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The file channel encrypted, with another key after each start, or none: it promises what it does
 * otherwise, and uses no nonce twice with one key, whatever crashes.
 */
public final class EncryptedChannelScenario extends FileChannelScenario {
    private static final List<String> NAMES = List.of("k1", "k2");

    static {
        // The JDK looks for its ciphers once, under locks that simulations side by side share: a
        // thread of one would be woken by a thread of the other.
        JournalKeys keys = keys("k1", new SplittableRandom(0));
        KeyStreams.warmUp(keys);
    }

    private static SecretKey key(String name) {
        byte[] bytes = new byte[16];
        Arrays.fill(bytes, (byte) name.hashCode());
        return new SecretKeySpec(bytes, "AES");
    }

    private static JournalKeys keys(@Nullable String active, SplittableRandom random) {
        return new JournalKeys(active, Map.of("k1", key("k1"), "k2", key("k2")), random::nextBytes);
    }

    @Override
    ComponentConfig<Channel> channel(World world, JournalOptions options, int capacity) {
        SplittableRandom random = world.random().split();
        return FileChannels.of(
                () -> {
                    int which = random.nextInt(NAMES.size() + 1);
                    return options.withKeys(
                            keys(which < NAMES.size() ? NAMES.get(which) : null, random));
                },
                capacity);
    }

    @Override
    Plan plan(World world) {
        KeyStreams streams = new KeyStreams(keys(null, world.random().split()));
        return super.plan(world).watchedBy(() -> look(world, streams));
    }

    private static void look(World world, KeyStreams streams) throws IOException {
        for (Path path : world.disk().files()) {
            if (path.startsWith(DATA)) {
                streams.look(world.disk().content(path));
            }
        }
    }
}
