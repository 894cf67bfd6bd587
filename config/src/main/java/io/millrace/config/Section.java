// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All properties of one component, or of a part of one: an interceptor, a selector.
 *
 * @param prefix what stands before each key: {@code a1.sinks.k1.}
 * @param name of the component
 * @param keys by key without the prefix, in the order of the files; none has an empty value
 * @param empty the keys with an empty value, which count as not set
 */
record Section(String prefix, String name, Map<String, Entry> keys, Map<String, Entry> empty) {

    Section(String prefix, String name) {
        this(prefix, name, new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    void put(String key, Entry entry) {
        (entry.value().isEmpty() ? empty : keys).put(key, entry);
    }

    @Nullable Entry get(String key) {
        return keys.get(key);
    }

    boolean isEmpty() {
        return keys.isEmpty() && empty.isEmpty();
    }

    /** The first line that says something of it. */
    Origin origin() {
        return (keys.isEmpty() ? empty : keys).values().iterator().next().origin();
    }

    /** The keys below {@code part.}, without it, as a section of their own. */
    Section part(String part, String partName) {
        String start = part + ".";
        var section = new Section(prefix + start, partName);
        keys.forEach((key, entry) -> {
            if (key.startsWith(start) && key.length() > start.length()) {
                section.keys.put(key.substring(start.length()), entry);
            }
        });
        empty.forEach((key, entry) -> {
            if (key.startsWith(start) && key.length() > start.length()) {
                section.empty.put(key.substring(start.length()), entry);
            }
        });
        return section;
    }

    /** The property that a message names first, so that its line can be told, or null. */
    @Nullable Entry named(String message) {
        @Nullable Entry best = null;
        int first = Integer.MAX_VALUE;
        int longest = 0;
        for (Map.Entry<String, Entry> each : keys.entrySet()) {
            String key = each.getKey();
            int at = key.equals("type") ? -1 : message.indexOf(key);
            // Of two keys at one place the longer one is meant: hdfs.round and hdfs.roundValue.
            if (at >= 0 && (at < first || (at == first && key.length() > longest))) {
                first = at;
                longest = key.length();
                best = each.getValue();
            }
        }
        return best;
    }
}
