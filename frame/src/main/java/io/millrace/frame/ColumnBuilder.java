// SPDX-License-Identifier: Apache-2.0
package io.millrace.frame;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Collects the values of one header and chooses the smallest form: numbers if all were given as
 * numbers, a dictionary if few texts differ, else the texts.
 */
final class ColumnBuilder {
    private @Nullable String[] texts = new String[0];
    private long[] numbers = new long[64];
    private int end;
    private boolean[] set = new boolean[64];
    private boolean allNumbers = true;

    void set(int event, long number) {
        grow(event);
        if (!allNumbers) {
            texts[event] = Long.toString(number);
        }
        numbers[event] = number;
    }

    void set(int event, String text) {
        if (allNumbers) {
            allNumbers = false;
            texts = new String[numbers.length];
            for (int i = 0; i < end; i++) {
                texts[i] = set[i] ? Long.toString(numbers[i]) : null;
            }
        }
        grow(event);
        texts[event] = text;
    }

    private void grow(int event) {
        if (event >= numbers.length) {
            int length = Math.max(event + 1, numbers.length * 2);
            numbers = Arrays.copyOf(numbers, length);
            set = Arrays.copyOf(set, length);
            if (!allNumbers) {
                texts = Arrays.copyOf(texts, length);
            }
        }
        set[event] = true;
        end = Math.max(end, event + 1);
    }

    Column build(int events) {
        Column.Presence present = presence(events);
        if (allNumbers) {
            return new Column.Longs(Arrays.copyOf(numbers, events), present);
        }
        @Nullable String[] values = Arrays.copyOf(texts, events);
        Column dictionary = dictionary(values, present);
        return dictionary == null ? texts(values, present) : dictionary;
    }

    private Column.@Nullable Presence presence(int events) {
        Column.Presence present = Column.Presence.of(events);
        boolean every = true;
        for (int i = 0; i < events; i++) {
            if (i < end && set[i]) {
                present.set(i);
            } else {
                every = false;
            }
        }
        return every ? null : present;
    }

    /** A dictionary pays if it has at most half as many entries as there are events. */
    private static @Nullable Column dictionary(
            @Nullable String[] values, Column.@Nullable Presence present) {
        Map<String, Integer> entries = new HashMap<>();
        char[] indexes = new char[values.length];
        int limit = Math.min(values.length / 2, Character.MAX_VALUE);
        for (int i = 0; i < values.length; i++) {
            String value = values[i];
            if (value == null) {
                continue;
            }
            Integer index = entries.putIfAbsent(value, entries.size());
            indexes[i] = (char) (index == null ? entries.size() - 1 : index);
            if (entries.size() > limit) {
                return null;
            }
        }
        String[] table = new String[Math.max(1, entries.size())];
        Arrays.fill(table, "");
        entries.forEach((value, index) -> table[index] = value);
        return new Column.Dictionary(table, indexes, present);
    }

    static Column texts(@Nullable String[] values, Column.@Nullable Presence present) {
        byte[][] encoded = new byte[values.length][];
        int[] offsets = new int[values.length + 1];
        int length = 0;
        for (int i = 0; i < values.length; i++) {
            String value = values[i];
            encoded[i] = value == null ? new byte[0] : value.getBytes(StandardCharsets.UTF_8);
            length = Math.addExact(length, encoded[i].length);
            offsets[i + 1] = length;
        }
        byte[] bytes = new byte[length];
        for (int i = 0; i < values.length; i++) {
            System.arraycopy(encoded[i], 0, bytes, offsets[i], encoded[i].length);
        }
        return new Column.Texts(offsets, bytes, present);
    }

    /** A column of texts from values of which some may be null. */
    static Column ofTexts(@Nullable String[] values) {
        ColumnBuilder builder = new ColumnBuilder();
        builder.allNumbers = false;
        builder.texts = new String[builder.numbers.length];
        for (int i = 0; i < values.length; i++) {
            String value = values[i];
            if (value != null) {
                builder.set(i, value);
            }
        }
        return builder.build(values.length);
    }
}
