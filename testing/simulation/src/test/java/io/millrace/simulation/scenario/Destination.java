// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.scenario;

import io.millrace.simulation.World;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is durable where the sinks deliver to, and what they refused for good. */
final class Destination {
    /** Below it, the sinks of each channel have their own directory. */
    private static final Path ALL = Path.of("/destination");

    private static final Path DEAD_LETTERS = AgentUnderTest.STATE.resolve("deadletters");

    private Destination() {}

    /** Where the sinks of a channel deliver to. */
    static Path of(String channel) {
        return ALL.resolve(channel);
    }

    /** How often each event arrived from a channel. */
    static Map<Long, Integer> content(World world, String channel) throws IOException {
        Map<Long, Integer> counts = new TreeMap<>();
        for (Path path : world.disk().files()) {
            if (path.startsWith(of(channel))) {
                ByteBuffer bytes = ByteBuffer.wrap(world.disk().content(path));
                while (bytes.remaining() > Integer.BYTES) {
                    int length = bytes.getInt();
                    if (length <= 0 || length > bytes.remaining()) {
                        break;
                    }
                    byte[] body = new byte[length];
                    bytes.get(body);
                    if (!isWhole(body)) {
                        break;
                    }
                    counts.merge(Payload.number(body), 1, Integer::sum);
                }
            }
        }
        return counts;
    }

    /**
     * Which of some events of a channel are kept as dead letters. Looks for their bytes, so that it
     * believes nothing that the product says.
     */
    static Set<Long> deadLetters(World world, String channel, Set<Long> wanted) throws IOException {
        Set<Long> found = new TreeSet<>();
        for (Path path : world.disk().files()) {
            if (path.startsWith(DEAD_LETTERS.resolve(channel))) {
                byte[] content = world.disk().content(path);
                for (long number : wanted) {
                    if (Bytes.contain(content, Payload.of(number))) {
                        found.add(number);
                    }
                }
            }
        }
        return found;
    }

    /** What the sink did not sync may be torn, which is not the product's doing. */
    private static boolean isWhole(byte[] body) {
        try {
            return Payload.number(body) >= 0;
        } catch (AssertionError torn) {
            return false;
        }
    }
}
