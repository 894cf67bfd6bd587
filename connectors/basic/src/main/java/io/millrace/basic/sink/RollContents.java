// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.sink;

import io.millrace.formats.WrittenEvents;
import io.millrace.formats.WrittenEvents.Range;

import org.jspecify.annotations.Nullable;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What the lines of a record say together; {@code docs/formats/file-roll-record.md} is their
 * grammar. For one thread.
 */
final class RollContents {
    private static final String FIRST_WORD = "millrace-file-roll-record";
    private static final String FIRST_LINE = FIRST_WORD + " 1";

    /** Events that earlier processes wrote. */
    final WrittenEvents inherited = new WrittenEvents();

    /** Events that this one wrote, {@link #last} not included. */
    final WrittenEvents own = new WrittenEvents();

    /** The file that is being written, or null. */
    @Nullable Path file;

    /** How much of it counts, {@link #last} not included. */
    long length;

    /** What is known to be in the file only if the bytes there say so, too. */
    @Nullable Commit last;

    private boolean begun;
    private boolean damaged;
    private boolean fromLaterVersion;

    /**
     * A batch that is in the file, if these bytes are.
     *
     * @param channel the identity of the channel, or empty
     * @param spans its events
     * @param start where its bytes begin
     * @param end where they end
     * @param crc of these bytes, CRC32C
     */
    record Commit(String channel, List<Span> spans, long start, long end, int crc) {

        private String line() {
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
            return line.append(spans.isEmpty() ? "-" : "")
                    .append(' ')
                    .append(start)
                    .append(' ')
                    .append(end)
                    .append(' ')
                    .append(Integer.toHexString(crc))
                    .toString();
        }
    }

    /** Events of a batch that follow each other and were accepted together. */
    record Span(long first, int count, long acceptedMillis) {
        private Range range() {
            return new Range(first, first + count, acceptedMillis, acceptedMillis);
        }
    }

    /** Reads lines, up to the zeros behind them; the last one may be torn. */
    static RollContents of(byte[] bytes, int length) {
        RollContents contents = new RollContents();
        String text = new String(bytes, 0, length, StandardCharsets.UTF_8);
        boolean torn = false;
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            if (end < 0) {
                break;
            }
            String line = text.substring(start, end);
            String content = line.length() > 9 ? line.substring(9) : "";
            if (!line.equals(checked(content))) {
                torn = true;
            } else if (torn) {
                contents.damaged = true; // There was more behind it, so that it once was whole.
                break;
            } else {
                contents.read(content);
            }
            start = end + 1;
        }
        return contents;
    }

    private void read(String content) {
        try {
            apply(content.split(" ", -1));
        } catch (RuntimeException malformed) {
            damaged = true;
        }
    }

    private void apply(String[] words) {
        switch (words[0]) {
            case FIRST_WORD -> fromLaterVersion |= !words[1].equals("1");
            case "W" ->
                    (begun ? own : inherited)
                            .add(
                                    decoded(words[1]),
                                    new Range(
                                            Long.parseLong(words[2]),
                                            Long.parseLong(words[3]),
                                            Long.parseLong(words[4]),
                                            Long.parseLong(words[5])));
            case "S" -> begun = true;
            case "F" -> begin(Path.of(decoded(words[2])), Long.parseLong(words[1]));
            case "C" -> {
                confirm();
                Commit read =
                        new Commit(
                                decoded(words[1]),
                                spans(words[2]),
                                Long.parseLong(words[3]),
                                Long.parseLong(words[4]),
                                Integer.parseUnsignedInt(words[5], 16));
                damaged |= file == null || read.start() != length;
                last = read;
            }
            case "E" -> end();
            default -> damaged = true;
        }
    }

    private static List<Span> spans(String word) {
        return word.equals("-")
                ? List.of()
                : List.of(word.split(",", -1)).stream().map(RollContents::span).toList();
    }

    private static Span span(String text) {
        int plus = text.indexOf('+');
        int at = text.indexOf('@');
        return new Span(
                Long.parseLong(text.substring(0, plus)),
                Integer.parseInt(text.substring(plus + 1, at)),
                Long.parseLong(text.substring(at + 1)));
    }

    /** The last commit is in the file. */
    void confirm() {
        Commit sure = last;
        last = null;
        if (sure != null) {
            sure.spans().forEach(span -> own.add(sure.channel(), span.range()));
            length = sure.end();
        }
    }

    /** From now on this is the file; the one before is complete. */
    void begin(Path next, long bytes) {
        confirm();
        file = next;
        length = bytes;
    }

    /** No file is being written. */
    void end() {
        confirm();
        file = null;
        length = 0;
    }

    /** What was written until now counts as of earlier processes. */
    void inheritAll() {
        inherited.addAll(own);
        own.clear();
    }

    /** Whether an event is in a file. */
    boolean has(String channel, long number, long acceptedMillis) {
        return own.has(channel, number, acceptedMillis)
                || inherited.has(channel, number, acceptedMillis);
    }

    /** Whether some events from {@code first} to before {@code end} may be in a file. */
    boolean touches(String channel, long first, long end) {
        return own.touches(channel, first, end) || inherited.touches(channel, first, end);
    }

    /** Whether a line in the middle is not what was written. */
    boolean isDamaged() {
        return damaged;
    }

    boolean isFromLaterVersion() {
        return fromLaterVersion;
    }

    static String begun(Path file, long length) {
        return checked("F " + length + ' ' + encoded(file.toString())) + '\n';
    }

    static String committed(Commit commit) {
        return checked(commit.line()) + '\n';
    }

    static String ended() {
        return checked("E") + '\n';
    }

    /** All of it, but for the last commit, as a record that says the same. */
    String asLines() {
        StringBuilder lines = new StringBuilder(checked(FIRST_LINE)).append('\n');
        addAll(inherited, lines);
        lines.append(checked("S")).append('\n');
        addAll(own, lines);
        Path open = file;
        if (open != null) {
            lines.append(begun(open, length));
        }
        return lines.toString();
    }

    private static void addAll(WrittenEvents events, StringBuilder lines) {
        events.all()
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
    }

    private static String checked(String content) {
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
