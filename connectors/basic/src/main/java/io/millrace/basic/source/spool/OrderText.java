// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.spool;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The text in which the order of reading is kept: each line ends in a blank and its CRC32C.
 *
 * <pre>
 * millrace-spooldir 1 &lt;next number&gt;
 * file &lt;number&gt; &lt;size&gt; &lt;modified&gt; &lt;identity&gt; &lt;path&gt; &lt;place or -&gt;
 * changes|bad|unreadable &lt;the same fields&gt;
 * </pre>
 */
final class OrderText {
    private static final String MAGIC = "millrace-spooldir";
    private static final String FILE = "file";
    private static final String NONE = "-";
    private static final int FIELDS = 7;

    /** What the text says. */
    record Content(long nextNumber, List<SpoolFile> files, Collection<Aside> asides) {}

    private OrderText() {}

    static String format(long nextNumber, Collection<SpoolFile> files, Collection<Aside> asides) {
        StringBuilder text = new StringBuilder(line(MAGIC + " 1 " + nextNumber));
        for (SpoolFile file : files) {
            text.append(line(fields(FILE, file)));
        }
        for (Aside aside : asides) {
            text.append(line(aside));
        }
        return text.toString();
    }

    static String line(Aside aside) {
        String word =
                switch (aside.reason()) {
                    case CHANGES -> "changes";
                    case BAD -> "bad";
                    case UNREADABLE -> "unreadable";
                };
        return line(fields(word, aside.file()));
    }

    private static String fields(String word, SpoolFile file) {
        return String.join(
                " ",
                word,
                Long.toString(file.number()),
                Long.toString(file.size()),
                Long.toString(file.modifiedMillis()),
                encode(file.identity().getBytes(StandardCharsets.UTF_8)),
                encode(file.path().toString().getBytes(StandardCharsets.UTF_8)),
                file.from().map(SpoolPlace::encode).map(OrderText::encode).orElse(NONE));
    }

    private static String line(String fields) {
        return fields + ' ' + checksum(fields) + '\n';
    }

    private static String encode(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String decode(String text) {
        return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
    }

    private static String checksum(String fields) {
        CRC32C crc = new CRC32C();
        crc.update(fields.getBytes(StandardCharsets.US_ASCII));
        return "%08x".formatted(crc.getValue());
    }

    /** Empty if it is damaged; a last line that is cut was never relied upon. */
    static Optional<Content> parse(String text) {
        long nextNumber = -1;
        Map<Long, SpoolFile> files = new LinkedHashMap<>();
        Map<Path, Aside> asides = new LinkedHashMap<>();
        int at = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', at)) {
            String line = text.substring(at, end);
            at = end + 1;
            int blank = line.lastIndexOf(' ');
            String fields = line.substring(0, Math.max(0, blank));
            if (!line.substring(blank + 1).equals(checksum(fields))) {
                return Optional.empty();
            }
            String[] parts = fields.split(" ", -1);
            try {
                if (nextNumber < 0) {
                    if (parts.length != 3 || !parts[0].equals(MAGIC) || !parts[1].equals("1")) {
                        return Optional.empty();
                    }
                    nextNumber = Long.parseLong(parts[2]);
                } else if (parts.length != FIELDS) {
                    return Optional.empty();
                } else if (parts[0].equals(FILE)) {
                    SpoolFile file = file(parts);
                    files.put(file.number(), file);
                } else {
                    Aside aside = new Aside(file(parts), reason(parts[0]));
                    files.remove(aside.file().number());
                    asides.put(aside.file().path(), aside);
                }
            } catch (IllegalArgumentException notOurs) {
                return Optional.empty();
            }
        }
        return nextNumber < 0
                ? Optional.empty()
                : Optional.of(
                        new Content(nextNumber, new ArrayList<>(files.values()), asides.values()));
    }

    private static Aside.Reason reason(String word) {
        return switch (word) {
            case "changes" -> Aside.Reason.CHANGES;
            case "bad" -> Aside.Reason.BAD;
            case "unreadable" -> Aside.Reason.UNREADABLE;
            default -> throw new IllegalArgumentException(word);
        };
    }

    /** {@link InvalidPathException} is an IllegalArgumentException. */
    private static SpoolFile file(String[] parts) {
        Optional<SpoolPlace> from =
                parts[6].equals(NONE)
                        ? Optional.empty()
                        : Optional.of(
                                SpoolPlace.decode(Base64.getDecoder().decode(parts[6]))
                                        .orElseThrow(() -> new IllegalArgumentException(parts[6])));
        return new SpoolFile(
                Long.parseLong(parts[1]),
                Path.of(decode(parts[5])),
                decode(parts[4]),
                Long.parseLong(parts[2]),
                Long.parseLong(parts[3]),
                from);
    }
}
