// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.scenario;

import java.util.Arrays;

/** Looks into files without knowing their format. */
final class Bytes {
    private Bytes() {}

    /** Whether a sequence of bytes stands somewhere in a file. */
    static boolean contain(byte[] bytes, byte[] wanted) {
        for (int at = 0; at + wanted.length <= bytes.length; at++) {
            if (bytes[at] == wanted[0]
                    && Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }
}
