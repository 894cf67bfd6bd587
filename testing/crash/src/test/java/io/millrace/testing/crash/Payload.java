// SPDX-License-Identifier: Apache-2.0
package io.millrace.testing.crash;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.CRC32;

/**
 * An event by its origin. The body follows from these numbers, so that the test knows what has to
 * arrive without asking the process that may have lost it.
 *
 * @param run of the process
 * @param producer thread in it
 * @param number rising for each producer
 */
record Payload(int run, int producer, long number) {
    private static final int MOST_BYTES = 1500;

    static Payload parse(String name) {
        String[] parts = name.split("\\.", -1);
        return new Payload(
                Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Long.parseLong(parts[2]));
    }

    /** The name of the event with this body. */
    static String nameIn(byte[] body) {
        int end = 0;
        while (end < body.length && body[end] != ' ') {
            end++;
        }
        return new String(body, 0, end, StandardCharsets.US_ASCII);
    }

    String name() {
        return run + "." + producer + "." + number;
    }

    /** The name, a blank, and letters that follow from it. */
    byte[] body() {
        Random random = new Random(((long) run << 40) ^ ((long) producer << 32) ^ number);
        byte[] name = (name() + " ").getBytes(StandardCharsets.US_ASCII);
        byte[] body = new byte[name.length + random.nextInt(MOST_BYTES)];
        System.arraycopy(name, 0, body, 0, name.length);
        for (int i = name.length; i < body.length; i++) {
            body[i] = (byte) ('a' + random.nextInt(26));
        }
        return body;
    }

    long hash() {
        return hash(body());
    }

    static long hash(byte[] body) {
        CRC32 crc = new CRC32();
        crc.update(body);
        return crc.getValue();
    }
}
