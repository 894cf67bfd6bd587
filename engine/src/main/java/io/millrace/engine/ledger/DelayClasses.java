// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.ledger;

import java.util.Arrays;

/**
 * How many events of a row waited how long: the classes of a {@link DelayHistogram} that are not
 * empty, which are few. Changed under the lock of the row's book.
 */
final class DelayClasses {
    private static final int FIRST_ROOM = 4;

    private int[] classes;
    private long[] counts;
    private int size;

    DelayClasses() {
        this(new int[FIRST_ROOM], new long[FIRST_ROOM], 0);
    }

    private DelayClasses(int[] classes, long[] counts, int size) {
        this.classes = classes;
        this.counts = counts;
        this.size = size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void add(int index, long events) {
        for (int i = size - 1; i >= 0; i--) {
            if (classes[i] == index) {
                counts[i] += events;
                return;
            }
        }
        if (size == classes.length) {
            classes = Arrays.copyOf(classes, 2 * size);
            counts = Arrays.copyOf(counts, 2 * size);
        }
        classes[size] = index;
        counts[size++] = events;
    }

    void merge(DelayClasses other) {
        for (int i = 0; i < other.size; i++) {
            add(other.classes[i], other.counts[i]);
        }
    }

    /** Class and count, one after the other. */
    long[] pairs() {
        long[] pairs = new long[2 * size];
        for (int i = 0; i < size; i++) {
            pairs[2 * i] = classes[i];
            pairs[2 * i + 1] = counts[i];
        }
        return pairs;
    }

    DelayClasses copy() {
        return new DelayClasses(
                Arrays.copyOf(classes, classes.length), Arrays.copyOf(counts, counts.length), size);
    }
}
