// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec.processor;

import io.millrace.spec.catalogue.ValueType;

import java.util.List;

import javax.lang.model.element.RecordComponentElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;

/** Writes the source of the factory of a record. */
final class FactoryWriter {
    private static final String INDENT = "                ";

    private FactoryWriter() {}

    /** In the record's package; a nested record has the names around it in front. */
    static String nameOf(Elements elements, TypeElement record) {
        String packageName = elements.getPackageOf(record).getQualifiedName().toString();
        String binary = elements.getBinaryName(record).toString();
        String simple = packageName.isEmpty() ? binary : binary.substring(packageName.length() + 1);
        String factory = simple.replace('$', '_') + "Factory";
        return packageName.isEmpty() ? factory : packageName + "." + factory;
    }

    /** {@code keys} are those of the record's components, in their order. */
    static String write(Elements elements, TypeElement record, List<String> keys) {
        String name = nameOf(elements, record);
        int dot = name.lastIndexOf('.');
        StringBuilder arguments = new StringBuilder();
        StringBuilder choices = new StringBuilder();
        boolean unchecked = false;
        List<? extends RecordComponentElement> components = record.getRecordComponents();
        for (int i = 0; i < components.size(); i++) {
            PropertyType type = PropertyType.of(components.get(i).asType()).orElseThrow();
            unchecked |= type.type() == ValueType.LIST || type.type() == ValueType.MAP;
            arguments.append(i == 0 ? "\n" : ",\n").append(INDENT);
            arguments.append(argument(type, i, keys.get(i)));
            if (type.type() == ValueType.CHOICE) {
                choices.append(choice(type, i, keys.get(i)));
            }
        }
        return (dot < 0 ? "" : "package " + name.substring(0, dot) + ";\n\n")
                + "/** Makes a {@link "
                + record.getQualifiedName()
                + "} of values; generated from that record. */\n"
                + "@javax.annotation.processing.Generated(\""
                + ComponentSpecProcessor.class.getName()
                + "\")\npublic final class "
                + name.substring(dot + 1)
                + " implements io.millrace.spec.catalogue.ConfigFactory {\n\n"
                + "    /** For the loader of components. */\n    public "
                + name.substring(dot + 1)
                + "() {}\n\n    @Override\n"
                + (unchecked ? "    @SuppressWarnings(\"unchecked\")\n" : "")
                + "    public Object create(Object[] values) {\n        return new "
                + record.getQualifiedName()
                + "("
                + arguments
                + ");\n    }\n"
                + choices
                + "}\n";
    }

    private static String argument(PropertyType type, int index, String key) {
        String value = "values[" + index + "]";
        if (type.optional()) {
            return type.type() == ValueType.CHOICE
                    ? value
                            + " == null ? java.util.Optional.empty() : java.util.Optional.of(choice"
                            + index
                            + "("
                            + value
                            + "))"
                    : "java.util.Optional.ofNullable((" + type.javaName() + ") " + value + ")";
        }
        return switch (type.type()) {
            case LIST -> orEmpty(type, value, "java.util.List.of()");
            case MAP -> orEmpty(type, value, "java.util.Map.of()");
            case CHOICE -> "choice" + index + "(" + required(value, key) + ")";
            default -> "(" + type.javaName() + ") " + required(value, key);
        };
    }

    private static String orEmpty(PropertyType type, String value, String empty) {
        return value + " == null ? " + empty + " : (" + type.javaName() + ") " + value;
    }

    private static String required(String value, String key) {
        return "java.util.Objects.requireNonNull(" + value + ", " + quoted(key) + ")";
    }

    private static String choice(PropertyType type, int index, String key) {
        StringBuilder source = new StringBuilder();
        source.append("\n    private static ").append(type.javaName()).append(" choice");
        source.append(index).append("(Object word) {\n        return switch ((String) word) {\n");
        for (int i = 0; i < type.constants().size(); i++) {
            source.append("            case ").append(quoted(type.words().get(i))).append(" -> ");
            source.append(type.javaName()).append('.').append(type.constants().get(i));
            source.append(";\n");
        }
        source.append("            default -> throw new IllegalArgumentException(");
        source.append(quoted(key + " cannot be ")).append(" + word);\n        };\n    }\n");
        return source.toString();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
