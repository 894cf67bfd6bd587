// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec.processor;

import io.millrace.spec.BareNumber;
import io.millrace.spec.Default;
import io.millrace.spec.Example;
import io.millrace.spec.Key;
import io.millrace.spec.Range;
import io.millrace.spec.Secret;
import io.millrace.spec.catalogue.PropertyDescriptor;
import io.millrace.spec.catalogue.Quantities;
import io.millrace.spec.catalogue.ValueException;
import io.millrace.spec.catalogue.ValueParser;
import io.millrace.spec.catalogue.ValueType;

import org.jspecify.annotations.Nullable;

import java.lang.annotation.Annotation;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import javax.lang.model.element.RecordComponentElement;

/** Reads one component of a record as a property. */
final class PropertyReader {
    private static final Set<ValueType> QUANTITIES = EnumSet.of(ValueType.DURATION, ValueType.SIZE);
    private static final Set<ValueType> RANGED =
            EnumSet.of(
                    ValueType.INTEGER,
                    ValueType.LONG,
                    ValueType.DECIMAL,
                    ValueType.DURATION,
                    ValueType.SIZE);

    private final Complaints complaints;
    private final RecordComponentElement component;
    private final String name;

    PropertyReader(Complaints complaints, RecordComponentElement component) {
        this.complaints = complaints;
        this.component = component;
        this.name = component.getSimpleName().toString();
    }

    /** The property, or empty if it cannot be told; what is wrong was reported. */
    Optional<PropertyDescriptor> read(String documentation) {
        Key key = component.getAnnotation(Key.class);
        Optional<PropertyType> found = PropertyType.of(component.asType());
        if (found.isEmpty()) {
            complaints.add(
                    component,
                    name + " has the type " + component.asType() + ", which no property can have",
                    "use " + PropertyType.SUPPORTED);
        }
        if (key == null) {
            complaints.add(
                    component,
                    name + " has no key",
                    "add @Key(\"" + name + "\"), with the key that users write");
        }
        if (!Sentences.isSentence(documentation)) {
            complaints.add(
                    component,
                    "the property " + (key == null ? name : key.value()) + " has no sentence",
                    "add \"@param "
                            + name
                            + " what it does, its unit, what special values mean\" to the comment"
                            + " of the record");
        }
        if (key == null || found.isEmpty()) {
            return Optional.empty();
        }
        PropertyType type = found.get();
        checkKey(key.value(), type);
        for (String alias : key.aliases()) {
            checkKey(alias, type);
        }
        checkWords(type);
        PropertyDescriptor property = describe(key, type, documentation);
        checkTexts(property, type);
        return Optional.of(property);
    }

    private PropertyDescriptor describe(Key key, PropertyType type, String documentation) {
        Default byDefault = annotation(Default.class);
        Range range = range(type);
        Example example = annotation(Example.class);
        long least = QUANTITIES.contains(type.type()) ? 0 : Long.MIN_VALUE;
        boolean optional =
                type.optional() || type.type() == ValueType.LIST || type.type() == ValueType.MAP;
        return new PropertyDescriptor(
                key.value(),
                List.of(key.aliases()),
                type.type(),
                byDefault == null ? null : byDefault.value(),
                byDefault == null && !optional,
                range == null || range.min() == Long.MIN_VALUE ? least : range.min(),
                range == null ? Long.MAX_VALUE : range.max(),
                bareUnit(type.type()),
                type.words(),
                annotation(Secret.class) != null,
                documentation,
                example == null ? "" : example.value());
    }

    private <A extends Annotation> @Nullable A annotation(Class<A> annotation) {
        return component.getAnnotation(annotation);
    }

    private void checkKey(String key, PropertyType type) {
        boolean map = key.endsWith(".*");
        String plain = map ? key.substring(0, key.length() - 2) : key;
        if (plain.isEmpty()
                || plain.chars().anyMatch(c -> Character.isWhitespace(c) || "=:#*".indexOf(c) >= 0)
                || plain.startsWith(".")
                || plain.endsWith(".")) {
            complaints.add(
                    component,
                    Key.class,
                    "\"" + key + "\" cannot be a key",
                    "use words joined by dots, such as hdfs.rollSize");
        }
        if (map && type.type() != ValueType.MAP) {
            complaints.add(
                    component,
                    Key.class,
                    "the key " + key + " stands for many keys, and " + name + " is no map",
                    "make it a Map<String, String>, or leave out \".*\"");
        }
        if (!map && type.type() == ValueType.MAP) {
            complaints.add(
                    component,
                    Key.class,
                    name + " is a map, and the key " + key + " stands for one value",
                    "write @Key(\"" + key + ".*\")");
        }
    }

    private void checkWords(PropertyType type) {
        if (type.type() != ValueType.CHOICE) {
            return;
        }
        Set<String> seen = new HashSet<>();
        for (String word : type.words()) {
            if (!seen.add(word.replace("_", ""))) {
                complaints.add(
                        component,
                        "two constants of " + type.javaName() + " are written alike: " + word,
                        "rename one; users write them without case, '-' and '_'");
            }
        }
        if (seen.isEmpty()) {
            complaints.add(
                    component,
                    type.javaName() + " has no constants",
                    "add the words that users may write");
        }
    }

    private @Nullable Range range(PropertyType type) {
        Range range = annotation(Range.class);
        if (range == null) {
            return null;
        }
        if (!RANGED.contains(type.type())) {
            complaints.add(
                    component,
                    Range.class,
                    "@Range on " + name + ", which is a " + type.type().word(),
                    "only numbers, durations and sizes have a range; check others in the record's"
                            + " constructor");
            return null;
        }
        if (range.min() > range.max()) {
            complaints.add(
                    component,
                    Range.class,
                    "no value of " + name + " is from " + range.min() + " to " + range.max(),
                    "exchange min and max");
            return null;
        }
        return range;
    }

    private String bareUnit(ValueType type) {
        BareNumber bare = annotation(BareNumber.class);
        if (bare == null) {
            return type == ValueType.SIZE ? "B" : "";
        }
        if (!QUANTITIES.contains(type)) {
            complaints.add(
                    component,
                    BareNumber.class,
                    "@BareNumber on " + name + ", which is a " + type.word() + " and has no unit",
                    "leave it out, or make it a Duration or a ByteSize");
            return "";
        }
        if (!Quantities.units(type).contains(bare.value())) {
            complaints.add(
                    component,
                    BareNumber.class,
                    "\"" + bare.value() + "\" is no unit of a " + type.word(),
                    "use one of " + String.join(", ", Quantities.units(type)));
            return "";
        }
        return bare.value();
    }

    /** Default and example have to be what a user could write. */
    private void checkTexts(PropertyDescriptor property, PropertyType type) {
        if (property.defaultValue() != null) {
            if (type.optional() || type.type() == ValueType.MAP) {
                complaints.add(
                        component,
                        Default.class,
                        name + " has a default, so that it is never empty",
                        type.optional()
                                ? "leave out @Default, or make it no Optional"
                                : "leave out @Default; a map that is not set is empty");
            } else {
                checkText(Default.class, "default", property, property.defaultValue());
            }
        }
        if (type.type() == ValueType.MAP) {
            if (!property.example().isEmpty() && property.example().indexOf('=') < 1) {
                complaints.add(
                        component,
                        Example.class,
                        "the example of the map " + name + " names no key",
                        "write \"key = value\", the prefix left out");
            }
        } else if (!property.example().isEmpty()) {
            checkText(Example.class, "example", property, property.example());
        }
    }

    private void checkText(
            Class<? extends Annotation> annotation,
            String what,
            PropertyDescriptor property,
            String text) {
        try {
            ValueParser.parse(property, text);
        } catch (ValueException e) {
            complaints.add(
                    component,
                    annotation,
                    "the " + what + " of " + property.key() + " is no value of it: " + e.what(),
                    e.remedy());
        }
    }
}
