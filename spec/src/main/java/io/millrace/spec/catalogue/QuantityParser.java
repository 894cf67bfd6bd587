// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec.catalogue;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Durations in milliseconds and sizes in bytes: a whole number and a unit. */
final class QuantityParser {
    private static final Pattern FORM = Pattern.compile("([+-]?[0-9]+)([.][0-9]+)?\\s*([A-Za-z]*)");

    private QuantityParser() {}

    /** The amount in the least unit of the property's type. */
    static long parse(PropertyDescriptor property, String text) throws ValueException {
        ValueType type = property.type();
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw malformed(property, text);
        }
        String symbol = matcher.group(3);
        BigDecimal number =
                new BigDecimal(
                        matcher.group(2) == null
                                ? matcher.group(1)
                                : matcher.group(1) + matcher.group(2));
        Optional<Unit> unit = Unit.called(type, symbol.isEmpty() ? property.bareUnit() : symbol);
        if (unit.isEmpty()) {
            if (symbol.isEmpty() && number.signum() == 0) {
                return inRange(property, text, BigDecimal.ZERO); // Nothing in any unit.
            }
            if (symbol.isEmpty()) {
                throw new ValueException(
                        ValueParser.shown(property, text) + " has no unit",
                        "write " + forms(property));
            }
            throw malformed(property, text);
        }
        BigDecimal amount = number.multiply(BigDecimal.valueOf(unit.get().factor));
        if (matcher.group(2) != null) {
            throw fraction(property, text, amount);
        }
        return inRange(property, text, amount);
    }

    private static long inRange(PropertyDescriptor property, String text, BigDecimal amount)
            throws ValueException {
        ValueType type = property.type();
        if (amount.compareTo(BigDecimal.valueOf(property.min())) < 0) {
            throw new ValueException(
                    ValueParser.shown(property, text)
                            + (property.min() == 0 ? " is negative" : " is too " + small(type)),
                    "write at least " + Unit.write(type, property.min()));
        }
        if (amount.compareTo(BigDecimal.valueOf(property.max())) > 0) {
            throw new ValueException(
                    ValueParser.shown(property, text)
                            + (type == ValueType.DURATION ? " is too long" : " is too large"),
                    property.max() == Long.MAX_VALUE
                            ? "write less"
                            : "write at most " + Unit.write(type, property.max()));
        }
        return amount.longValueExact();
    }

    private static String small(ValueType type) {
        return type == ValueType.DURATION ? "short" : "small";
    }

    private static ValueException fraction(
            PropertyDescriptor property, String text, BigDecimal amount) {
        String what = ValueParser.shown(property, text) + " is no whole number with a unit";
        BigDecimal rounded = amount.setScale(0, RoundingMode.HALF_UP);
        if (property.secret() || rounded.toBigInteger().bitLength() > 62) {
            return new ValueException(what, "write " + forms(property));
        }
        return new ValueException(
                what, "write " + Unit.write(property.type(), rounded.longValueExact()));
    }

    private static ValueException malformed(PropertyDescriptor property, String text) {
        String noun = property.type() == ValueType.DURATION ? "duration" : "size";
        return new ValueException(
                ValueParser.shown(property, text) + " is no " + noun, "write " + forms(property));
    }

    /** What one may write: {@code 30s, 5m, or a bare number of seconds}. */
    private static String forms(PropertyDescriptor property) {
        String examples = property.type() == ValueType.DURATION ? "30s, 5m" : "64kB, 10MB";
        Optional<Unit> bare = Unit.called(property.type(), property.bareUnit());
        return bare.map(unit -> examples + ", or a bare number of " + unit.word)
                .orElse(
                        examples
                                + " (units: "
                                + Unit.of(property.type()).stream()
                                        .map(unit -> unit.symbol)
                                        .collect(Collectors.joining(", "))
                                + ")");
    }
}
