// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.scenario;

import io.millrace.frame.Event;

/**
 * The body of an event, which follows from its number: whoever reads it sees whether it is whole.
 */
final class Payload {
    private Payload() {}

    static byte[] of(long number) {
        int length = 8 + (int) (number * 7919 % 240);
        if (number % 17 == 0) {
            length += 1_500;
        }
        byte[] body = new byte[length];
        long state = number;
        for (int i = 0; i < length; i++) {
            if (i < 8) {
                body[i] = (byte) (number >>> (8 * i));
            } else {
                state = state * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
                body[i] = (byte) (state >>> 56);
            }
        }
        return body;
    }

    /** The number of an event; an AssertionError if its body is not what was put in. */
    static long number(Event event) {
        return number(event.body());
    }

    static long number(byte[] body) {
        long number = 0;
        for (int i = 0; i < 8 && i < body.length; i++) {
            number |= (body[i] & 0xFFL) << (8 * i);
        }
        if (number < 0 || number > 1L << 40 || !java.util.Arrays.equals(body, of(number))) {
            throw new AssertionError("a body of " + body.length + " bytes that nobody put in");
        }
        return number;
    }
}
