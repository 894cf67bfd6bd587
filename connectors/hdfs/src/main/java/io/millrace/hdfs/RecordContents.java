// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.millrace.formats.commit.RecordLine;
import io.millrace.formats.commit.Span;
import io.millrace.formats.commit.WrittenEvents;

import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
        Optional<String> content = RecordLine.content(line);
        if (content.isEmpty()) {
            damaged = true;
            return;
        }
        try {
            apply(content.get().split(" ", -1));
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
                                            new Path(RecordLine.text(words[3])),
                                            new Path(RecordLine.text(words[4]))),
                                    Long.parseLong(words[2]),
                                    false));
            case "C" -> {
                String channel = RecordLine.text(words[1]);
                Span.parse(words[2]).forEach(span -> written.add(channel, span.range()));
                for (int i = 3; i < words.length; i++) {
                    apply(length(words[i]));
                }
            }
            case "S" -> session = RecordLine.text(words[1]);
            case "E" -> files.remove(Long.parseLong(words[1]));
            case WrittenEvents.WORD -> written.add(words);
            default -> damaged = true;
        }
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
                + RecordLine.word(file.names().inUse().toString())
                + ' '
                + RecordLine.word(file.names().target().toString());
    }

    static String commit(String channel, List<Span> spans, Collection<Length> lengths) {
        StringBuilder line = new StringBuilder("C ");
        line.append(RecordLine.word(channel)).append(' ').append(Span.join(spans));
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
        StringBuilder lines = new StringBuilder(line(FIRST_LINE));
        String unsynced = session;
        if (unsynced != null) {
            lines.append(line("S " + RecordLine.word(unsynced)));
        }
        lines.append(written.asLines());
        files.forEach((id, file) -> {
            lines.append(line(begun(id, file)));
            if (file.ended()) {
                Length length = new Length(id, file.committed(), true);
                lines.append(line(commit("", List.of(), List.of(length))));
            }
        });
        return lines.toString();
    }

    /** A line as it stands in the file. */
    static String line(String content) {
        return RecordLine.checked(content) + '\n';
    }
}
