// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.disk;

/** A change of a file that is not durable yet. */
sealed interface Change {

    /** Does it to bytes that every earlier change was done to. */
    void apply(Bytes bytes);

    /** Bytes from a position on. The array is not changed any more. */
    record Write(int position, byte[] data) implements Change {
        @Override
        public void apply(Bytes bytes) {
            bytes.write(position, data, 0, data.length);
        }

        /** The first bytes of it. */
        Write torn(int length) {
            return new Write(position, java.util.Arrays.copyOf(data, length));
        }
    }

    /** Another size. */
    record Resize(int size) implements Change {
        @Override
        public void apply(Bytes bytes) {
            bytes.resize(size);
        }
    }
}
