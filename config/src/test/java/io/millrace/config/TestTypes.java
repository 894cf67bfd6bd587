// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import io.millrace.spec.Stability;
import io.millrace.spec.catalogue.Catalogue;
import io.millrace.spec.catalogue.ComponentDescriptor;
import io.millrace.spec.catalogue.ConfigFactory;
import io.millrace.spec.catalogue.DefunctKey;
import io.millrace.spec.catalogue.Kind;
import io.millrace.spec.catalogue.PropertyDescriptor;
import io.millrace.spec.catalogue.ValueType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The components of {@code components.txt}; the configuration of each is the list of its values.
 */
final class TestTypes implements ComponentTypes {
    /** Its factory finds no class. */
    static final String BROKEN = "taildir";

    private static final Catalogue CATALOGUE = Catalogue.of(read());

    /** What stands in for a component's record. */
    record Values(List<Object> values) {}

    @Override
    public Catalogue catalogue() {
        return CATALOGUE;
    }

    @Override
    public ConfigFactory factory(ComponentDescriptor descriptor) throws ClassNotFoundException {
        if (descriptor.type().equals(BROKEN)) {
            throw new ClassNotFoundException("com.example.Missing");
        }
        return values -> {
            var given = new ArrayList<Object>(Arrays.asList(values));
            if (descriptor.type().equals("file_roll") && given.contains(13)) {
                throw new IllegalArgumentException("sink.batchSize = 13 brings bad luck");
            }
            return new Values(given);
        };
    }

    @Override
    public Optional<String> missingClassHint(String className) {
        return className.startsWith("com.near.")
                ? Optional.of("the jar lies in plugins.d/near without lib")
                : Optional.empty();
    }

    private static List<ComponentDescriptor> read() {
        try (var in = TestTypes.class.getResourceAsStream("/components.txt")) {
            var found = new ArrayList<ComponentDescriptor>();
            var block = new ArrayList<String>();
            for (String line :
                    new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
                if (!line.startsWith("  ") && !block.isEmpty()) {
                    found.add(component(block));
                    block.clear();
                }
                if (!line.startsWith("#")) {
                    block.add(line.strip());
                }
            }
            found.add(component(block));
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ComponentDescriptor component(List<String> block) {
        var words = new ArrayList<>(List.of(block.getFirst().split(" ")));
        boolean parallel = words.remove("parallel");
        var properties = new ArrayList<PropertyDescriptor>();
        var defunct = new ArrayList<DefunctKey>();
        for (String line : block.subList(1, block.size())) {
            if (line.startsWith("! ")) {
                String[] parts = line.substring(2).split(" ", 2);
                defunct.add(new DefunctKey(parts[0], parts[1]));
            } else {
                properties.add(property(line));
            }
        }
        return new ComponentDescriptor(
                Kind.valueOf(words.get(0)),
                words.get(1),
                words.subList(2, words.size()),
                Stability.STABLE,
                "0.1",
                parallel,
                "Does what its name says.",
                "",
                "test." + words.get(1),
                "test." + words.get(1) + "Factory",
                properties,
                defunct);
    }

    private static PropertyDescriptor property(String line) {
        String[] words = line.split(" ");
        ValueType type = ValueType.valueOf(words[1].toUpperCase(Locale.ROOT));
        String defaultValue = null;
        String unit = "";
        boolean required = false;
        boolean secret = false;
        long min = Long.MIN_VALUE;
        long max = Long.MAX_VALUE;
        var aliases = new ArrayList<String>();
        List<String> allowed = List.of();
        for (String word : List.of(words).subList(2, words.length)) {
            String value = word.substring(word.indexOf('=') + 1);
            switch (word.contains("=") ? word.substring(0, word.indexOf('=')) : word) {
                case "required" -> required = true;
                case "secret" -> secret = true;
                case "default" -> defaultValue = value;
                case "unit" -> unit = value;
                case "alias" -> aliases.add(value);
                case "allowed" -> allowed = List.of(value.split(","));
                case "range" -> {
                    min = Long.parseLong(value.substring(0, value.indexOf("..")));
                    max = Long.parseLong(value.substring(value.indexOf("..") + 2));
                }
                default -> throw new IllegalArgumentException(line);
            }
        }
        return new PropertyDescriptor(
                words[0],
                aliases,
                type,
                defaultValue,
                required,
                min,
                max,
                unit,
                allowed,
                secret,
                "A property.",
                "");
    }
}
