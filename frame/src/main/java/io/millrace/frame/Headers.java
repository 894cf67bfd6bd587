// SPDX-License-Identifier: Apache-2.0
package io.millrace.frame;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The headers of the events of a run: layers, the newest first, that are never copied.
 *
 * <p>A layer gives one name a constant for all events, or a column, or takes the name away. Adding
 * one is O(1). Where a newer column has no value for an event, older layers of that name count.
 */
public final class Headers {
    /** No headers. */
    public static final Headers NONE = new Headers();

    /** Takes a name away. */
    private record Removed() {}

    private static final Removed REMOVED = new Removed();

    private final String name;

    /**
     * What the layer says of its name: the text that is the value for all events, a column, or that
     * it is gone. As it is, so that a header costs one object.
     */
    private final @Nullable Object content;

    private final @Nullable Headers older;

    private Headers() {
        this.name = "";
        this.content = null;
        this.older = null;
    }

    private Headers(String name, Object content, Headers older) {
        this.name = name;
        this.content = content;
        this.older = older;
    }

    public boolean isEmpty() {
        return content == null;
    }

    /** These headers and one with the same value for every event, which hides an older one. */
    public Headers with(String name, String value) {
        return new Headers(name, Objects.requireNonNull(value), this);
    }

    /**
     * These headers and a column, by index in the block, which hides older ones where it has a
     * value.
     */
    public Headers with(String name, Column column) {
        return new Headers(name, Objects.requireNonNull(column), this);
    }

    /** These headers without one. */
    public Headers without(String name) {
        return new Headers(name, REMOVED, this);
    }

    /** The value of a header for an event of the block, or null. */
    public @Nullable String get(int event, String wanted) {
        for (Headers layer = this; layer.content != null; layer = layer.olderLayer()) {
            if (layer.name.equals(wanted)) {
                String value = layer.value(event);
                if (value != null || layer.content instanceof Removed) {
                    return value;
                }
            }
        }
        return null;
    }

    /**
     * A header of an event of the block as a decimal number, read without making a text of it where
     * the source gave numbers.
     *
     * @param otherwise the result if the event lacks the header or its value is not a number
     */
    public long number(int event, String wanted, long otherwise) {
        for (Headers layer = this; layer.content != null; layer = layer.olderLayer()) {
            if (!layer.name.equals(wanted)) {
                continue;
            }
            if (layer.content instanceof Column.Longs longs) {
                if (longs.has(event)) {
                    return longs.values()[event];
                }
                continue;
            }
            String value = layer.value(event);
            if (value != null) {
                return parse(value, otherwise);
            }
            if (layer.content instanceof Removed) {
                return otherwise;
            }
        }
        return otherwise;
    }

    /** By hand, since an exception for each event with a wrong value would stall a flow. */
    private static long parse(String text, long otherwise) {
        int length = text.length();
        boolean negative = length > 0 && text.charAt(0) == '-';
        int at = negative || text.startsWith("+") ? 1 : 0;
        if (at == length || length - at > 19) {
            return otherwise;
        }
        // Counts downwards: there is one more negative number than there are positive ones.
        long number = 0;
        for (; at < length; at++) {
            int digit = text.charAt(at) - '0';
            if (digit < 0 || digit > 9) {
                return otherwise;
            }
            if (number < Long.MIN_VALUE / 10 || number * 10 < Long.MIN_VALUE + digit) {
                return otherwise;
            }
            number = number * 10 - digit;
        }
        if (negative) {
            return number;
        }
        return number == Long.MIN_VALUE ? otherwise : -number;
    }

    /** The value that all events share, or null if there is none or it differs between events. */
    public @Nullable String constant(String wanted) {
        for (Headers layer = this; layer.content != null; layer = layer.olderLayer()) {
            if (layer.name.equals(wanted)) {
                return layer.content instanceof String constant ? constant : null;
            }
        }
        return null;
    }

    /** Whether some event may have the header, whatever its value. */
    public boolean mayHave(String wanted) {
        for (Headers layer = this; layer.content != null; layer = layer.olderLayer()) {
            if (layer.name.equals(wanted)) {
                return !(layer.content instanceof Removed);
            }
        }
        return false;
    }

    /** The names of the headers that some event may have, the newest first. */
    public Set<String> names() {
        Set<String> seen = new HashSet<>();
        Set<String> names = new LinkedHashSet<>();
        for (Headers layer = this; layer.content != null; layer = layer.olderLayer()) {
            if (seen.add(layer.name) && !(layer.content instanceof Removed)) {
                names.add(layer.name);
            }
        }
        return names;
    }

    /** Whether every header has one value for all events. */
    public boolean areConstant() {
        for (Headers layer = this; layer.content != null; layer = layer.olderLayer()) {
            if (layer.content instanceof Column) {
                return false;
            }
        }
        return true;
    }

    /** A new map of the headers of one event, the oldest first. */
    public Map<String, String> map(int event) {
        Map<String, String> map = new LinkedHashMap<>();
        putInto(map, event);
        return map;
    }

    private void putInto(Map<String, String> map, int event) {
        if (content == null) {
            return;
        }
        olderLayer().putInto(map, event);
        if (content instanceof Removed) {
            map.remove(name);
            return;
        }
        String value = value(event);
        if (value != null) {
            map.put(name, value);
        }
    }

    private @Nullable String value(int event) {
        if (content instanceof String constant) {
            return constant;
        }
        return content instanceof Column column ? column.text(event) : null;
    }

    /**
     * The newest layer of each name that was not taken away, a text or a {@link Column}, in the
     * order of {@link #map}. An older one may show through where a column has no value.
     */
    Map<String, Object> layers() {
        Map<String, Object> layers = new LinkedHashMap<>();
        putInto(layers);
        return layers;
    }

    private void putInto(Map<String, Object> layers) {
        Object own = content;
        if (own == null) {
            return;
        }
        olderLayer().putInto(layers);
        if (own instanceof Removed) {
            layers.remove(name);
        } else {
            layers.put(name, own);
        }
    }

    private Headers olderLayer() {
        return older == null ? NONE : older;
    }
}
