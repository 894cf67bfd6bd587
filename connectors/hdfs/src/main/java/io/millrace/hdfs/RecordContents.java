// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.millrace.formats.WrittenEvents;
import io.millrace.formats.WrittenEvents.Range;

import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * What the lines of a record say together; {@code docs/formats/hdfs-record.md} is their grammar.
 * For one thread.
 */
final class RecordContents {
    static final String FIRST_LINE = "millrace-hdfs-record 1";
    private static final String FIRST_WORD = "millrace-hdfs-record";

    /** Files that are begun and not settled, by id. */
    final Map<Long, Begun> files = new LinkedHashMap<>();

    final WrittenEvents written = new WrittenEvents();

    /**
     * Null if each line was synced; else in which session of the disk they were written, empty if
     * that is not known.
     */
    @Nullable String session;

    private boolean damaged;
    private boolean fromLaterVersion;

    /**
     * A file of the record.
     *
     * @param committed its first bytes, those that count
     * @param ended whether the last commit was to be its last
     */
    record Begun(FileNames.Pair names, long committed, boolean ended) {}

    /** The length of a file in a commit. */
    record Length(long id, long bytes, boolean ended) {}

    /** Events of one commit that follow each other and were accepted together. */
    record Span(long first, int count, long acceptedMillis) {
        Range range() {
            return new Range(first, first + count, acceptedMillis, acceptedMillis);
        }
    }

    /** Reads lines; the last one may be torn. */
    static RecordContents of(String text) {
        RecordContents contents = new RecordContents();
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            if (end < 0) {
                break; // Torn: what it says was not relied on.
            }
            contents.read(text.substring(start, end));
            start = end + 1;
        }
        return contents;
    }

    private void read(String line) {
        String content = line.length() > 9 ? line.substring(9) : "";
        if (!line.equals(checked(content))) {
            damaged = true;
            return;
        }
        try {
            apply(content.split(" ", -1));
        } catch (RuntimeException malformed) {
            damaged = true;
        }
    }

    private void apply(String[] words) {
        switch (words[0]) {
            case FIRST_WORD -> fromLaterVersion |= !words[1].equals("1");
            case "B" ->
                    files.put(
                            Long.parseLong(words[1]),
                            new Begun(
                                    new FileNames.Pair(
                                            new Path(decoded(words[3])),
                                            new Path(decoded(words[4]))),
                                    Long.parseLong(words[2]),
                                    false));
            case "C" -> {
                if (!words[2].equals("-")) {
                    for (String span : words[2].split(",", -1)) {
                        written.add(decoded(words[1]), range(span));
                    }
                }
                for (int i = 3; i < words.length; i++) {
                    apply(length(words[i]));
                }
            }
            case "S" -> session = decoded(words[1]);
            case "E" -> files.remove(Long.parseLong(words[1]));
            case "W" ->
                    written.add(
                            decoded(words[1]),
                            new Range(
                                    Long.parseLong(words[2]),
                                    Long.parseLong(words[3]),
                                    Long.parseLong(words[4]),
                                    Long.parseLong(words[5])));
            default -> damaged = true;
        }
    }

    private static Range range(String span) {
        int plus = span.indexOf('+');
        int at = span.indexOf('@');
        return new Span(
                        Long.parseLong(span.substring(0, plus)),
                        Integer.parseInt(span.substring(plus + 1, at)),
                        Long.parseLong(span.substring(at + 1)))
                .range();
    }

    private static Length length(String word) {
        int equals = word.indexOf('=');
        boolean ended = word.endsWith("!");
        return new Length(
                Long.parseLong(word.substring(0, equals)),
                Long.parseLong(word.substring(equals + 1, word.length() - (ended ? 1 : 0))),
                ended);
    }

    /** Takes the new length of a file over, if it is known. */
    void apply(Length length) {
        files.computeIfPresent(
                length.id(), (id, file) -> new Begun(file.names(), length.bytes(), length.ended()));
    }

    /** Whether nothing that was noted can be missing at the end. */
    boolean isComplete(String now) {
        String unsynced = session;
        return unsynced == null || (!unsynced.isEmpty() && unsynced.equals(now));
    }

    /** Whether a line other than the last was not what was written. */
    boolean isDamaged() {
        return damaged;
    }

    boolean isFromLaterVersion() {
        return fromLaterVersion;
    }

    static String begun(long id, Begun file) {
        return "B "
                + id
                + ' '
                + file.committed()
                + ' '
                + encoded(file.names().inUse().toString())
                + ' '
                + encoded(file.names().target().toString());
    }

    static String commit(String channel, List<Span> spans, Collection<Length> lengths) {
        StringBuilder line = new StringBuilder("C ").append(encoded(channel)).append(' ');
        String comma = "";
        for (Span span : spans) {
            line.append(comma)
                    .append(span.first())
                    .append('+')
                    .append(span.count())
                    .append('@')
                    .append(span.acceptedMillis());
            comma = ",";
        }
        line.append(spans.isEmpty() ? "-" : "");
        for (Length length : lengths) {
            line.append(' ')
                    .append(length.id())
                    .append('=')
                    .append(length.bytes())
                    .append(length.ended() ? "!" : "");
        }
        return line.toString();
    }

    static String settled(long id) {
        return "E " + id;
    }

    /** All of it as a record that says the same. */
    String asLines() {
        StringBuilder lines = new StringBuilder(checked(FIRST_LINE)).append('\n');
        String unsynced = session;
        if (unsynced != null) {
            lines.append(checked("S " + encoded(unsynced))).append('\n');
        }
        written.all()
                .forEach((channel, ranges) -> {
                    for (Range range : ranges) {
                        String line =
                                "W "
                                        + encoded(channel)
                                        + ' '
                                        + range.first()
                                        + ' '
                                        + range.end()
                                        + ' '
                                        + range.earliest()
                                        + ' '
                                        + range.latest();
                        lines.append(checked(line)).append('\n');
                    }
                });
        files.forEach((id, file) -> {
            lines.append(checked(begun(id, file))).append('\n');
            if (file.ended()) {
                Length length = new Length(id, file.committed(), true);
                lines.append(checked(commit("", List.of(), List.of(length)))).append('\n');
            }
        });
        return lines.toString();
    }

    /** A line with its checksum. */
    static String checked(String content) {
        CRC32C crc = new CRC32C();
        crc.update(content.getBytes(StandardCharsets.UTF_8));
        return "%08x ".formatted(crc.getValue()) + content;
    }

    private static String encoded(String text) {
        return text.isEmpty() ? "-" : URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String decoded(String word) {
        return word.equals("-") ? "" : URLDecoder.decode(word, StandardCharsets.UTF_8);
    }
}
