// SPDX-License-Identifier: Apache-2.0
package io.millrace.frame;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.function.IntPredicate;

/**
 * The values of one header for the events of a block, by the event's index in the block.
 *
 * <p>Slicing and filtering a run never touches its columns, since they are asked by block index.
 */
public sealed interface Column {

    /** The value as text, or null where the event does not have the header. */
    @Nullable String text(int event);

    /** How many events the column is for. */
    int events();

    /** A column of texts by block index, null where an event does not have the header. */
    static Column of(@Nullable String[] values) {
        return ColumnBuilder.ofTexts(values);
    }

    /**
     * A column that gives some events a header with one value.
     *
     * @param events how many events the block has
     * @param which says by block index who has the header
     */
    static Column of(int events, String value, IntPredicate which) {
        Presence present = Presence.of(events);
        for (int event = 0; event < events; event++) {
            if (which.test(event)) {
                present.set(event);
            }
        }
        return new Dictionary(new String[] {value}, new char[events], present);
    }

    /** Numbers; their text is decimal. {@code present} is null if every event has the header. */
    record Longs(long[] values, @Nullable Presence present) implements Column {

        @Override
        public @Nullable String text(int event) {
            return has(event) ? Long.toString(values[event]) : null;
        }

        public boolean has(int event) {
            return present == null || present.has(event);
        }

        @Override
        public int events() {
            return values.length;
        }
    }

    /** Different texts: value i is the bytes from offset i to offset i + 1. */
    record Texts(int[] offsets, byte[] bytes, @Nullable Presence present) implements Column {

        @Override
        public @Nullable String text(int event) {
            if (present != null && !present.has(event)) {
                return null;
            }
            int from = offsets[event];
            return new String(bytes, from, offsets[event + 1] - from, StandardCharsets.UTF_8);
        }

        @Override
        public int events() {
            return offsets.length - 1;
        }
    }

    /** Few different texts: each event has the index of its entry. */
    record Dictionary(String[] entries, char[] indexes, @Nullable Presence present)
            implements Column {

        @Override
        public @Nullable String text(int event) {
            return present == null || present.has(event) ? entries[indexes[event]] : null;
        }

        @Override
        public int events() {
            return indexes.length;
        }
    }

    /** A bit for each event, event 0 in the lowest bit of byte 0. */
    record Presence(byte[] bits) {
        static Presence of(int events) {
            return new Presence(new byte[(events + 7) >>> 3]);
        }

        boolean has(int event) {
            return (bits[event >>> 3] & 1 << (event & 7)) != 0;
        }

        void set(int event) {
            bits[event >>> 3] |= (byte) (1 << (event & 7));
        }
    }
}
