// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.scenario;

import io.millrace.simulation.World;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** What is durable where the sinks deliver to. */
final class Destination {
    static final Path DIRECTORY = Path.of("/destination");

    private Destination() {}

    /** How often each event is there. */
    static Map<Long, Integer> content(World world) throws IOException {
        Map<Long, Integer> counts = new TreeMap<>();
        for (Path path : world.disk().files()) {
            if (path.startsWith(DIRECTORY)) {
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

    /** What the sink did not sync may be torn, which is not the product's doing. */
    private static boolean isWhole(byte[] body) {
        try {
            return Payload.number(body) >= 0;
        } catch (AssertionError torn) {
            return false;
        }
    }
}
