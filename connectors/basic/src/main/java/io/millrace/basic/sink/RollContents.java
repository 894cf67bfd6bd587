// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.sink;

import io.millrace.formats.commit.RecordLine;
import io.millrace.formats.commit.Span;
import io.millrace.formats.commit.WrittenEvents;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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
            return "C "
                    + RecordLine.word(channel)
                    + ' '
                    + Span.join(spans)
                    + ' '
                    + start
                    + ' '
                    + end
                    + ' '
                    + Integer.toHexString(crc);
        }
    }

    /** Reads lines, up to the zeros behind them; the last one may be torn. */
    static RollContents of(byte[] bytes) {
        RollContents contents = new RollContents();
        String text = new String(bytes, StandardCharsets.UTF_8);
        boolean torn = false;
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            if (end < 0) {
                break;
            }
            Optional<String> content = RecordLine.content(text.substring(start, end));
            if (content.isEmpty()) {
                torn = true;
            } else if (torn) {
                contents.damaged = true; // There was more behind it, so that it once was whole.
                break;
            } else {
                contents.read(content.get());
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
            case WrittenEvents.WORD -> (begun ? own : inherited).add(words);
            case "S" -> begun = true;
            case "F" -> begin(Path.of(RecordLine.text(words[2])), Long.parseLong(words[1]));
            case "C" -> {
                confirm();
                Commit read =
                        new Commit(
                                RecordLine.text(words[1]),
                                Span.parse(words[2]),
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
        return line("F " + length + ' ' + RecordLine.word(file.toString()));
    }

    static String committed(Commit commit) {
        return line(commit.line());
    }

    static String ended() {
        return line("E");
    }

    /** All of it, but for the last commit, as a record that says the same. */
    String asLines() {
        Path open = file;
        return line(FIRST_LINE)
                + inherited.asLines()
                + line("S")
                + own.asLines()
                + (open == null ? "" : begun(open, length));
    }

    private static String line(String content) {
        return RecordLine.checked(content) + '\n';
    }
}
