// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import io.millrace.spec.ByteSize;
import io.millrace.spec.catalogue.PropertyDescriptor;
import io.millrace.spec.catalogue.Suggestions;
import io.millrace.spec.catalogue.ValueType;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the keys that every channel has for its dead letters; docs/dead-letters.md lists them. */
final class DeadLetterReader {
    static final String PREFIX = "deadletter.";
    private static final String DROP = "drop";
    private static final List<PropertyDescriptor> KEYS =
            List.of(
                    key("attempts", ValueType.INTEGER, "3", 1, 1000, ""),
                    key("limit", ValueType.SIZE, "1GiB", 64 << 10, Long.MAX_VALUE, "B"),
                    key("full", ValueType.CHOICE, "wait", 0, 0, ""),
                    key("replay.times", ValueType.INTEGER, "0", 0, 1000, ""),
                    key("replay.after", ValueType.DURATION, "5m", 0, Long.MAX_VALUE, "s"));

    private final ValueReader values;
    private final Problems problems;

    DeadLetterReader(Problems problems) {
        this.values = new ValueReader(problems);
        this.problems = problems;
    }

    private static PropertyDescriptor key(
            String key, ValueType type, String otherwise, long min, long max, String unit) {
        return new PropertyDescriptor(
                PREFIX + key,
                List.of(),
                type,
                otherwise,
                false,
                min,
                max,
                unit,
                type == ValueType.CHOICE ? List.of("wait", DROP) : List.of(),
                false,
                "Of dead letters.",
                "");
    }

    /** What a channel says of dead letters; what is wrong is reported, and its default holds. */
    DeadLetterSettings read(Section section, String label) {
        for (Map.Entry<String, Entry> entry : section.keys().entrySet()) {
            String key = entry.getKey();
            if (key.startsWith(PREFIX) && KEYS.stream().noneMatch(k -> k.key().equals(key))) {
                reportUnknown(key, entry.getValue());
            }
        }
        DeadLetterSettings normal = DeadLetterSettings.DEFAULT;
        Object attempts = value(section, label, 0);
        Object limit = value(section, label, 1);
        Object full = value(section, label, 2);
        Object times = value(section, label, 3);
        Object after = value(section, label, 4);
        return new DeadLetterSettings(
                attempts instanceof Integer number ? number : normal.attempts(),
                limit instanceof ByteSize size ? size.bytes() : normal.limitBytes(),
                full != null && full.toString().equalsIgnoreCase(DROP),
                times instanceof Integer number ? number : normal.replays(),
                after instanceof Duration time ? time : normal.replayAfter());
    }

    private @Nullable Object value(Section section, String label, int index) {
        PropertyDescriptor key = KEYS.get(index);
        Entry entry = section.get(key.key());
        return entry == null
                ? null
                : values.read(
                        key, entry, label, "the default " + key.defaultValue() + " is in force");
    }

    private void reportUnknown(String key, Entry entry) {
        Optional<String> near =
                Suggestions.nearest(key, KEYS.stream().map(PropertyDescriptor::key).toList());
        problems.add(
                Code.UNKNOWN_KEY,
                entry,
                "unknown property \"" + key + "\" of a channel",
                "it is ignored",
                near.map(found -> "did you mean: " + found)
                        .orElse("remove the line; docs/dead-letters.md lists the properties"));
    }
}
