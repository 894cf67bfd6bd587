// SPDX-License-Identifier: Apache-2.0
package io.millrace.formats.commit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which events of a channel are in files, by number and time of acceptance. For one thread. */
public final class WrittenEvents {
    /** The first word of the lines that say so. */
    public static final String WORD = "W";

    /** Of a channel. The oldest are forgotten: the channel will not give them out again. */
    public static final int MOST_RANGES = 65_536;

    /** A sink has one channel; the others are those that it had. */
    private static final int MOST_CHANNELS = 8;

    private final LinkedHashMap<String, TreeMap<Long, Range>> channels = new LinkedHashMap<>();

    /**
     * Events that follow each other.
     *
     * @param end the number behind the last
     * @param earliest the first time of acceptance, milliseconds since 1970-01-01 UTC
     * @param latest the last one
     */
    public record Range(long first, long end, long earliest, long latest) {

        private Range with(Range other) {
            return new Range(
                    Math.min(first, other.first),
                    Math.max(end, other.end),
                    Math.min(earliest, other.earliest),
                    Math.max(latest, other.latest));
        }
    }

    /** Takes events in; ranges that touch become one. */
    public void add(String channel, Range added) {
        TreeMap<Long, Range> ranges = channels.get(channel);
        if (ranges == null) {
            ranges = new TreeMap<>();
            channels.put(channel, ranges);
            if (channels.size() > MOST_CHANNELS) {
                channels.pollFirstEntry();
            }
        }
        Range whole = added;
        Map.Entry<Long, Range> before = ranges.floorEntry(added.first());
        if (before != null && before.getValue().end() >= added.first()) {
            whole = whole.with(before.getValue());
        }
        Map.Entry<Long, Range> next = ranges.ceilingEntry(whole.first());
        while (next != null && next.getKey() <= whole.end()) {
            whole = whole.with(next.getValue());
            ranges.remove(next.getKey());
            next = ranges.ceilingEntry(whole.first());
        }
        ranges.put(whole.first(), whole);
        if (ranges.size() > MOST_RANGES) {
            ranges.pollFirstEntry();
        }
    }

    /**
     * Takes in what a line of {@link #asLines} says.
     *
     * @param words of its content
     * @throws RuntimeException if they are something else
     */
    public void add(String[] words) {
        add(
                RecordLine.text(words[1]),
                new Range(
                        Long.parseLong(words[2]),
                        Long.parseLong(words[3]),
                        Long.parseLong(words[4]),
                        Long.parseLong(words[5])));
    }

    /** Takes in all that the other one knows. */
    public void addAll(WrittenEvents other) {
        other.channels.forEach(
                (channel, ranges) -> ranges.values().forEach(range -> add(channel, range)));
    }

    /** Forgets all. */
    public void clear() {
        channels.clear();
    }

    /** Whether an event of the channel is in a file. */
    public boolean has(String channel, long number, long acceptedMillis) {
        TreeMap<Long, Range> ranges = channels.get(channel);
        Map.Entry<Long, Range> at = ranges == null ? null : ranges.floorEntry(number);
        return at != null
                && number < at.getValue().end()
                && acceptedMillis >= at.getValue().earliest()
                && acceptedMillis <= at.getValue().latest();
    }

    /** Whether any number from {@code first} to before {@code end} is known. */
    public boolean touches(String channel, long first, long end) {
        TreeMap<Long, Range> ranges = channels.get(channel);
        Map.Entry<Long, Range> at = ranges == null ? null : ranges.lowerEntry(end);
        return at != null && at.getValue().end() > first;
    }

    /** What is known, by channel. */
    public Map<String, List<Range>> all() {
        Map<String, List<Range>> all = new LinkedHashMap<>();
        channels.forEach((channel, ranges) -> all.put(channel, new ArrayList<>(ranges.values())));
        return all;
    }

    /** What is known as lines of a record, each with its line feed. */
    public String asLines() {
        StringBuilder lines = new StringBuilder();
        channels.forEach((channel, ranges) -> {
            for (Range range : ranges.values()) {
                String line =
                        WORD
                                + ' '
                                + RecordLine.word(channel)
                                + ' '
                                + range.first()
                                + ' '
                                + range.end()
                                + ' '
                                + range.earliest()
                                + ' '
                                + range.latest();
                lines.append(RecordLine.checked(line)).append('\n');
            }
        });
        return lines.toString();
    }
}
