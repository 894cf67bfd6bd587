// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.disk;

import java.util.Arrays;

/** The bytes of a file in one state: what is read now, or what is on the media. */
final class Bytes {
    private byte[] array = new byte[0];
    private int size;

    int size() {
        return size;
    }

    byte at(int position) {
        return array[position];
    }

    /** Changes one byte within the size. */
    void set(int position, byte value) {
        array[position] = value;
    }

    /** Cuts, or grows with zeros. */
    void resize(int wanted) {
        if (wanted > array.length) {
            array = Arrays.copyOf(array, Math.max(wanted, Math.min(2 * array.length, wanted * 4)));
        } else if (wanted < size) {
            Arrays.fill(array, wanted, size, (byte) 0);
        }
        size = wanted;
    }

    void write(int position, byte[] source, int offset, int length) {
        if (position + length > size) {
            resize(position + length);
        }
        System.arraycopy(source, offset, array, position, length);
    }

    int read(int position, byte[] target, int offset, int length) {
        int some = Math.min(length, size - position);
        System.arraycopy(array, position, target, offset, some);
        return some;
    }

    void become(Bytes other) {
        array = Arrays.copyOf(other.array, other.size);
        size = other.size;
    }

    byte[] toArray() {
        return Arrays.copyOf(array, size);
    }
}
