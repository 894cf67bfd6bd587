// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec.catalogue;

import io.millrace.spec.ByteSize;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Makes a value of the text that a user wrote, or says what is wrong with it. */
public final class ValueParser {
    private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");

    private ValueParser() {}

    /**
     * The value of a text; white space at its ends does not count, but for text, which is taken as
     * it is.
     *
     * @return an object of the class that {@link ValueType} names
     * @throws ValueException if the text is no such value, or outside the range
     * @throws IllegalArgumentException for a map, which is made of many keys and not of one text
     */
    public static Object parse(PropertyDescriptor property, String text) throws ValueException {
        String trimmed = text.strip();
        return switch (property.type()) {
            case TEXT -> text;
            case INTEGER -> (int) whole(property, trimmed, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case LONG -> whole(property, trimmed, Long.MIN_VALUE, Long.MAX_VALUE);
            case DECIMAL -> decimal(property, trimmed);
            case BOOLEAN -> bool(property, trimmed);
            case DURATION -> Duration.ofMillis(QuantityParser.parse(property, trimmed));
            case SIZE -> new ByteSize(QuantityParser.parse(property, trimmed));
            case PATH -> path(property, trimmed);
            case CHARSET -> charset(property, trimmed);
            case TIME_ZONE -> zone(property, trimmed);
            case PATTERN -> pattern(property, text);
            case CHOICE -> choice(property, trimmed);
            case LIST -> trimmed.isEmpty() ? List.of() : List.of(WHITE_SPACE.split(trimmed));
            case MAP ->
                    throw new IllegalArgumentException(
                            property.key() + " is a map: each of its keys has a text");
        };
    }

    private static long whole(PropertyDescriptor property, String text, long least, long most)
            throws ValueException {
        long value;
        try {
            value = Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw noNumber(property, text);
        }
        if (value < property.min() || value > property.max()) {
            throw outOfRange(property, text, property.min(), property.max());
        }
        if (value < least || value > most) {
            long smallest = Math.max(least, property.min());
            long largest = Math.min(most, property.max());
            throw outOfRange(property, text, smallest, largest);
        }
        return value;
    }

    private static ValueException noNumber(PropertyDescriptor property, String text) {
        String digits = text.replace("_", "").replace(",", "").replace("'", "");
        if (digits.matches("[+-]?[0-9]{19,}")) {
            return new ValueException(
                    shown(property, text) + " is too large", "write a smaller number");
        }
        Optional<String> meant = Optional.empty();
        if (digits.matches("[+-]?[0-9]+(\\.0+)?")) {
            meant = Optional.of(digits.replaceFirst("\\.0+$", ""));
        } else {
            // 10k where a plain number is wanted.
            int unit = text.length();
            while (unit > 0 && Character.isLetter(text.charAt(unit - 1))) {
                unit--;
            }
            String factor = text.substring(unit).toLowerCase(Locale.ROOT);
            if (text.substring(0, unit).matches("[0-9]{1,9}") && "kmg".contains(factor)) {
                long of = factor.equals("k") ? 1_000 : factor.equals("m") ? 1_000_000 : 0;
                if (of > 0) {
                    meant = Optional.of(Long.toString(Long.parseLong(text, 0, unit, 10) * of));
                }
            }
        }
        return new ValueException(
                shown(property, text) + " is no whole number",
                "write "
                        + meant.filter(number -> !property.secret())
                                .orElse("digits without a unit" + inRange(property)));
    }

    private static double decimal(PropertyDescriptor property, String text) throws ValueException {
        double value;
        try {
            value = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new ValueException(
                    shown(property, text) + " is no number",
                    "write a number such as 0.5, with a point" + inRange(property));
        }
        if (!Double.isFinite(value)) {
            throw new ValueException(shown(property, text) + " is not finite", "write a number");
        }
        if (value < property.min() || value > property.max()) {
            throw outOfRange(property, text, property.min(), property.max());
        }
        return value;
    }

    private static boolean bool(PropertyDescriptor property, String text) throws ValueException {
        if (text.equalsIgnoreCase("true")) {
            return true;
        }
        if (text.equalsIgnoreCase("false")) {
            return false;
        }
        String meant =
                switch (text.toLowerCase(Locale.ROOT)) {
                    case "yes", "y", "on", "1", "t" -> "write true";
                    case "no", "n", "off", "0", "f" -> "write false";
                    default -> "write true or false";
                };
        throw new ValueException(
                shown(property, text) + " is neither true nor false",
                property.secret() ? "write true or false" : meant);
    }

    private static Path path(PropertyDescriptor property, String text) throws ValueException {
        if (text.isEmpty()) {
            throw new ValueException("the path is empty", "write the path of a file or directory");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new ValueException(
                    shown(property, text) + " is no path (" + e.getReason() + ")",
                    "write the path of a file or directory");
        }
    }

    private static Charset charset(PropertyDescriptor property, String text) throws ValueException {
        try {
            return Charset.forName(text);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new ValueException(
                    shown(property, text) + " is no character set that Java knows",
                    "write "
                            + Suggestions.nearest(text, Charset.availableCharsets().keySet())
                                    .map(name -> name + ", if that is meant")
                                    .orElse("a name such as UTF-8 or ISO-8859-1"));
        }
    }

    private static ZoneId zone(PropertyDescriptor property, String text) throws ValueException {
        try {
            return ZoneId.of(text, ZoneId.SHORT_IDS);
        } catch (DateTimeException e) {
            throw new ValueException(
                    shown(property, text) + " is no time zone that Java knows",
                    "write "
                            + Suggestions.nearest(
                                            text,
                                            ZoneId.getAvailableZoneIds().stream().sorted().toList())
                                    .map(name -> name + ", if that is meant")
                                    .orElse("a name such as UTC, Europe/Berlin or +02:00"));
        }
    }

    private static Pattern pattern(PropertyDescriptor property, String text) throws ValueException {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            String where = e.getIndex() >= 0 ? " at character " + (e.getIndex() + 1) : "";
            throw new ValueException(
                    shown(property, text)
                            + " is no regular expression ("
                            + e.getDescription()
                            + where
                            + ")",
                    "correct the expression; in a properties file a backslash is written twice");
        }
    }

    private static String choice(PropertyDescriptor property, String text) throws ValueException {
        String plain = plain(text);
        for (String word : property.allowed()) {
            if (plain(word).equals(plain)) {
                return word;
            }
        }
        String all = String.join(", ", property.allowed());
        Optional<String> meant = Suggestions.nearest(text, property.allowed());
        throw new ValueException(
                shown(property, text) + " is not one of " + all,
                meant.isPresent() && !property.secret()
                        ? "write " + meant.get() + ", if that is meant"
                        : "write one of " + all);
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }

    /** The user's text in quotes; nothing of a secret. */
    static String shown(PropertyDescriptor property, String text) {
        return property.secret() ? "the value (not shown, it is a secret)" : '"' + text + '"';
    }

    private static String inRange(PropertyDescriptor property) {
        if (property.min() == Long.MIN_VALUE && property.max() == Long.MAX_VALUE) {
            return "";
        }
        return ", " + range(property.min(), property.max());
    }

    private static ValueException outOfRange(
            PropertyDescriptor property, String text, long min, long max) {
        return new ValueException(
                shown(property, text) + " is out of range", "write a number " + range(min, max));
    }

    private static String range(long min, long max) {
        if (max == Long.MAX_VALUE) {
            return "of at least " + min;
        }
        return min == Long.MIN_VALUE ? "of at most " + max : "from " + min + " to " + max;
    }
}
