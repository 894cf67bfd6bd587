// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec.catalogue;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * One property of a component.
 *
 * @param key below the component, as a user writes it; ends with {@code .*} if the property is a
 *     map
 * @param aliases other spellings of the key; for a map they end with {@code .*} too
 * @param type what its text means
 * @param defaultValue the text that counts if it is not set, or null
 * @param required whether the component does not run without it
 * @param min the smallest number; of milliseconds for a duration, of bytes for a size
 * @param max the largest number, in the same units
 * @param bareUnit the unit of a number without one, for durations and sizes; empty if a unit must
 *     be written
 * @param allowed the words of a choice, in the order of the enum; empty for other types
 * @param secret whether the value is never shown
 * @param documentation Markdown, at least one sentence
 * @param example a value as a user would write it, or empty; for a map a line {@code key = value}
 */
public record PropertyDescriptor(
        String key,
        List<String> aliases,
        ValueType type,
        @Nullable String defaultValue,
        boolean required,
        long min,
        long max,
        String bareUnit,
        List<String> allowed,
        boolean secret,
        String documentation,
        String example) {
    public PropertyDescriptor {
        aliases = List.copyOf(aliases);
        allowed = List.copyOf(allowed);
    }

    /**
     * For a map: how many characters of a key are the prefix, under its name or an alias, so that
     * the rest is the map's key; -1 if the key is not of this map.
     */
    public int prefixLength(String text) {
        if (type != ValueType.MAP) {
            return -1;
        }
        int length = under(key, text);
        for (String alias : aliases) {
            length = Math.max(length, under(alias, text));
        }
        return length;
    }

    private static int under(String mapKey, String text) {
        int prefix = mapKey.length() - 1;
        return text.length() > prefix && text.startsWith(mapKey.substring(0, prefix)) ? prefix : -1;
    }
}
