// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec.processor;

import io.millrace.spec.catalogue.ValueType;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;

/**
 * The type of a record component, seen as that of a property.
 *
 * @param type what its text means
 * @param optional whether it is wrapped in Optional
 * @param javaName how the generated factory writes the type, the one inside of Optional
 * @param constants for a choice the names of the enum's constants, else empty
 */
record PropertyType(ValueType type, boolean optional, String javaName, List<String> constants) {
    static final String SUPPORTED =
            "String, int, long, double, boolean, Duration, ByteSize, Path, Charset, ZoneId,"
                    + " Pattern, an enum, Optional of any of these, List<String> or Map<String,"
                    + " String>";

    private static final Map<String, ValueType> SCALARS =
            Map.of(
                    "java.lang.String", ValueType.TEXT,
                    "java.time.Duration", ValueType.DURATION,
                    "io.millrace.spec.ByteSize", ValueType.SIZE,
                    "java.nio.file.Path", ValueType.PATH,
                    "java.nio.charset.Charset", ValueType.CHARSET,
                    "java.time.ZoneId", ValueType.TIME_ZONE,
                    "java.util.regex.Pattern", ValueType.PATTERN);

    private static final Map<String, ValueType> BOXES =
            Map.of(
                    "java.lang.Integer", ValueType.INTEGER,
                    "java.lang.Long", ValueType.LONG,
                    "java.lang.Double", ValueType.DECIMAL,
                    "java.lang.Boolean", ValueType.BOOLEAN);

    /** Empty if no property can have the type. */
    static Optional<PropertyType> of(TypeMirror mirror) {
        ValueType primitive = primitive(mirror.getKind());
        if (primitive != null) {
            return Optional.of(
                    new PropertyType(primitive, false, box(mirror.getKind()), List.of()));
        }
        if (!(mirror instanceof DeclaredType declared)) {
            return Optional.empty();
        }
        List<? extends TypeMirror> arguments = declared.getTypeArguments();
        return switch (name(declared)) {
            case "java.util.Optional" ->
                    arguments.size() == 1 ? inside(arguments.get(0)) : Optional.empty();
            case "java.util.List" ->
                    areText(arguments, 1)
                            ? Optional.of(
                                    new PropertyType(
                                            ValueType.LIST,
                                            false,
                                            "java.util.List<String>",
                                            List.of()))
                            : Optional.empty();
            case "java.util.Map" ->
                    areText(arguments, 2)
                            ? Optional.of(
                                    new PropertyType(
                                            ValueType.MAP,
                                            false,
                                            "java.util.Map<String, String>",
                                            List.of()))
                            : Optional.empty();
            default -> scalar(declared, false);
        };
    }

    private static Optional<PropertyType> inside(TypeMirror mirror) {
        if (!(mirror instanceof DeclaredType declared)) {
            return Optional.empty();
        }
        ValueType boxed = BOXES.get(name(declared));
        return boxed != null
                ? Optional.of(new PropertyType(boxed, true, name(declared), List.of()))
                : scalar(declared, true);
    }

    private static Optional<PropertyType> scalar(DeclaredType declared, boolean optional) {
        ValueType type = SCALARS.get(name(declared));
        if (type != null) {
            return Optional.of(new PropertyType(type, optional, name(declared), List.of()));
        }
        if (declared.asElement().getKind() != ElementKind.ENUM) {
            return Optional.empty();
        }
        List<String> constants =
                declared.asElement().getEnclosedElements().stream()
                        .filter(member -> member.getKind() == ElementKind.ENUM_CONSTANT)
                        .map(Element::getSimpleName)
                        .map(Object::toString)
                        .toList();
        return Optional.of(new PropertyType(ValueType.CHOICE, optional, name(declared), constants));
    }

    /** The words of a choice as users write them. */
    List<String> words() {
        return constants.stream().map(constant -> constant.toLowerCase(Locale.ROOT)).toList();
    }

    private static String name(DeclaredType declared) {
        return ((TypeElement) declared.asElement()).getQualifiedName().toString();
    }

    private static boolean areText(List<? extends TypeMirror> arguments, int count) {
        return arguments.size() == count
                && arguments.stream()
                        .allMatch(argument ->
                                argument instanceof DeclaredType declared
                                        && name(declared).equals("java.lang.String"));
    }

    private static @Nullable ValueType primitive(TypeKind kind) {
        return switch (kind) {
            case INT -> ValueType.INTEGER;
            case LONG -> ValueType.LONG;
            case DOUBLE -> ValueType.DECIMAL;
            case BOOLEAN -> ValueType.BOOLEAN;
            default -> null;
        };
    }

    private static String box(TypeKind kind) {
        return switch (kind) {
            case INT -> "Integer";
            case LONG -> "Long";
            case DOUBLE -> "Double";
            default -> "Boolean";
        };
    }
}
