// SPDX-License-Identifier: Apache-2.0
package io.millrace.formats.commit;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A line of a record: the CRC32C of its content in eight hexadecimal digits, a blank, and the
 * content, which is words with a blank between them.
 */
public final class RecordLine {
    private static final int CONTENT_AT = 9;

    private RecordLine() {}

    /** The content with its checksum, without a line feed. */
    public static String checked(String content) {
        CRC32C crc = new CRC32C();
        crc.update(content.getBytes(StandardCharsets.UTF_8));
        return "%08x ".formatted(crc.getValue()) + content;
    }

    /** The content of a line that has no line feed, or empty if its checksum is another. */
    public static Optional<String> content(String line) {
        String content = line.length() > CONTENT_AT ? line.substring(CONTENT_AT) : "";
        return line.equals(checked(content)) ? Optional.of(content) : Optional.empty();
    }

    /** A text as one word. */
    public static String word(String text) {
        return text.isEmpty() ? "-" : URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /**
     * The text of a {@link #word}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static String text(String word) {
        return word.equals("-") ? "" : URLDecoder.decode(word, StandardCharsets.UTF_8);
    }
}
