// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import io.millrace.spec.catalogue.ComponentDescriptor;
import io.millrace.spec.catalogue.ConfigFactory;
import io.millrace.spec.catalogue.DefunctKey;
import io.millrace.spec.catalogue.Kind;
import io.millrace.spec.catalogue.PropertyDescriptor;
import io.millrace.spec.catalogue.Suggestions;
import io.millrace.spec.catalogue.ValueException;
import io.millrace.spec.catalogue.ValueParser;
import io.millrace.spec.catalogue.ValueType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the properties of one component against its description. */
final class ComponentReader {
    private static final String THREADS = "threads";

    /** Keys that Flume reads for every source and that mean nothing where nothing polls. */
    private static final Set<String> PAUSES = Set.of("backoffSleepIncrement", "maxBackoffSleep");

    /** Channels in which Flume takes the default in place of a number that is none. */
    private static final Set<String> FORGIVING = Set.of("memory", "file");

    private final ComponentTypes types;
    private final TypeReader typeReader;
    private final ValueReader values;
    private final Elsewhere elsewhere;
    private final Problems problems;
    private final Map<String, Described> described = new HashMap<>();

    ComponentReader(ComponentTypes types, Elsewhere elsewhere, Problems problems) {
        this.types = types;
        this.typeReader = new TypeReader(types, problems);
        this.values = new ValueReader(problems);
        this.elsewhere = elsewhere;
        this.problems = problems;
    }

    /**
     * What is to be read.
     *
     * @param section its properties
     * @param label how messages call it: {@code sink "k1"}
     * @param effect what follows if it cannot run
     * @param reserved keys, or prefixes that end with a dot, that are not its own
     */
    record Request(Kind kind, Section section, String label, String effect, Set<String> reserved) {

        boolean isReserved(String key) {
            if (key.equals("type") || reserved.contains(key)) {
                return true;
            }
            int dot = key.indexOf('.');
            return dot > 0 && reserved.contains(key.substring(0, dot + 1));
        }
    }

    /** What is collected while the properties of one component are read. */
    private static final class Reading {
        final Request request;
        final ComponentDescriptor descriptor;
        final Map<PropertyDescriptor, Entry> single = new HashMap<>();
        final Map<PropertyDescriptor, Map<String, String>> maps = new HashMap<>();
        final Map<String, String> settings = new LinkedHashMap<>();
        final Map<String, ComponentNode.Hidden> hidden = new HashMap<>();
        int threads = 1;
        boolean isSound = true;

        Reading(Request request, ComponentDescriptor descriptor) {
            this.request = request;
            this.descriptor = descriptor;
        }

        void set(String key, Entry entry, boolean isSecret) {
            boolean isMasked = isSecret || Secrets.isSecret(entry.key());
            settings.put(key, isMasked ? Secrets.MASK : entry.written());
            if (isMasked || !entry.written().equals(entry.value())) {
                hidden.put(key, new ComponentNode.Hidden(entry.value()));
            }
        }
    }

    /** The component, or empty if it cannot run: then it is reported why. */
    Optional<ComponentNode> read(Request request, @Nullable Entry type) {
        for (Entry entry : request.section().keys().values()) {
            values.reportPlaceholder(entry, request.label());
        }
        if (type == null) {
            reportNoType(request);
            return Optional.empty();
        }
        Optional<ComponentDescriptor> descriptor =
                typeReader.read(
                        request.kind(),
                        values.withoutComment(type),
                        request.label(),
                        request.effect());
        if (descriptor.isEmpty()) {
            request.section().keys().values().forEach(values::reportComment);
            values.reportPort(request.section().get("port"), request.label());
        }
        descriptor.ifPresent(found ->
                described.put(request.section().prefix(), new Described(found, request.section())));
        return descriptor.flatMap(found -> read(new Reading(request, found)));
    }

    /** Whether there is a component of that kind and type. */
    boolean hasType(Kind kind, String type) {
        return types.catalogue().find(kind, type).isPresent();
    }

    /** The line that was meant for a component but carries another name, as a sentence. */
    Optional<String> elsewhere(Section section, String key) {
        return elsewhere.hint(section, key);
    }

    /** The component that stands under a prefix, if its type is known, or null. */
    @Nullable Described described(String prefix) {
        return described.get(prefix);
    }

    private void reportNoType(Request request) {
        Section section = request.section();
        Entry empty = section.empty().get("type");
        int count = section.keys().size() + section.empty().size();
        String key = section.prefix() + "type";
        if (empty != null) {
            problems.add(
                    Code.NO_TYPE,
                    empty,
                    "the type of " + request.label() + " is empty",
                    request.effect(),
                    "write the type behind " + key + " =");
            return;
        }
        problems.add(
                Code.NO_TYPE,
                section.origin(),
                key,
                request.label()
                        + " has "
                        + (count == 1 ? "1 property" : count + " properties")
                        + " but no type",
                request.effect(),
                elsewhere.hint(section, "type").orElse("add: " + key + " = <type>"));
    }

    private Optional<ComponentNode> read(Reading reading) {
        Request request = reading.request;
        ComponentDescriptor descriptor = reading.descriptor;
        request.section().keys().forEach((key, entry) -> sort(reading, key, entry));
        List<PropertyDescriptor> properties = descriptor.properties();
        @Nullable Object[] arguments = new Object[properties.size()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = argument(reading, properties.get(i));
        }
        if (!reading.isSound) {
            return Optional.empty();
        }
        return make(reading, arguments)
                .map(config ->
                        new ComponentNode(
                                request.kind(),
                                request.section().name(),
                                descriptor,
                                config,
                                reading.threads,
                                request.section().origin(),
                                reading.settings,
                                reading.hidden));
    }

    /** Finds the property that a key sets. */
    private void sort(Reading reading, String key, Entry entry) {
        if (reading.request.isReserved(key)) {
            return;
        }
        if (key.equals(THREADS) && reading.descriptor.parallel()) {
            readThreads(reading, entry);
            return;
        }
        for (DefunctKey defunct : reading.descriptor.defunct()) {
            if (defunct.key().equals(key)) {
                reportDefunct(entry, reading.request.label(), key, defunct.reason());
                return;
            }
        }
        Optional<PropertyDescriptor> found = reading.descriptor.property(key);
        if (found.isEmpty()) {
            reportUnknown(reading, key, entry);
            return;
        }
        PropertyDescriptor property = found.get();
        if (property.type() == ValueType.MAP) {
            String rest = key.substring(property.prefixLength(key));
            reading.maps
                    .computeIfAbsent(property, p -> new LinkedHashMap<>())
                    .put(rest, entry.value());
            reading.set(key, entry, property.secret());
        } else if (property.key().equals(key)) {
            reading.single.put(property, entry);
        } else {
            readAlias(reading, property, key, entry);
        }
    }

    private void readThreads(Reading reading, Entry entry) {
        Entry number = values.withoutComment(entry);
        try {
            reading.threads = Integer.parseInt(number.value());
        } catch (NumberFormatException e) {
            reading.threads = 0;
        }
        if (reading.threads < 1 || reading.threads > 1_000) {
            reading.isSound = false;
            problems.add(
                    Code.BAD_VALUE,
                    entry,
                    reading.request.label()
                            + ": threads: \""
                            + entry.shown()
                            + "\" is no number from 1 to 1000",
                    reading.request.effect(),
                    "write how many instances shall run side by side");
        }
        reading.set(THREADS, number, false);
    }

    private void readAlias(Reading reading, PropertyDescriptor property, String key, Entry entry) {
        String label = reading.request.label();
        if (reading.request.section().get(property.key()) != null
                || reading.single.containsKey(property)) {
            problems.add(
                    Code.OLD_AND_NEW_KEY,
                    entry,
                    label
                            + ": \""
                            + key
                            + "\" and \""
                            + property.key()
                            + "\" are two names of one property, and both are set",
                    "\"" + key + "\" is ignored",
                    "remove this line");
            return;
        }
        reading.single.put(property, entry);
        problems.add(
                Code.OLD_KEY,
                entry,
                label + ": \"" + key + "\" is another name of \"" + property.key() + "\"",
                "it is understood and works",
                "write " + reading.request.section().prefix() + property.key());
    }

    private void reportDefunct(Entry entry, String label, String key, String reason) {
        problems.add(
                Code.DEFUNCT_KEY,
                entry,
                label + ": \"" + key + "\" has no effect. " + reason,
                "none",
                "remove the line");
    }

    private void reportUnknown(Reading reading, String key, Entry entry) {
        ComponentDescriptor descriptor = reading.descriptor;
        Request request = reading.request;
        if (request.kind() == Kind.SOURCE && PAUSES.contains(key)) {
            reportDefunct(
                    entry, request.label(), key, "No source of Millrace sleeps between polls.");
            return;
        }
        if (key.equals("config")) {
            reportDefunct(entry, request.label(), key, "There are no configuration stubs.");
            return;
        }
        List<String> candidates = new ArrayList<>();
        for (PropertyDescriptor property : descriptor.properties()) {
            if (property.type() != ValueType.MAP) {
                candidates.add(property.key());
            }
        }
        Optional<String> near = Suggestions.nearest(key, candidates);
        String what =
                "unknown property \""
                        + key
                        + "\" of "
                        + request.kind().word()
                        + " type \""
                        + descriptor.type()
                        + "\"";
        String effect = "it is ignored";
        String remedy =
                "remove the line; millrace describe " + descriptor.type() + " lists the properties";
        if (near.isPresent()) {
            remedy = "did you mean: " + near.get();
            String inForce =
                    descriptor.property(near.get()).map(ComponentReader::defaultOf).orElse("");
            if (!inForce.isEmpty() && request.section().get(near.get()) == null) {
                effect += "; for " + near.get() + " the default " + inForce + " is in force";
            }
        }
        problems.add(Code.UNKNOWN_KEY, entry, what, effect, remedy);
    }

    private static String defaultOf(PropertyDescriptor property) {
        String text = property.defaultValue();
        return text == null ? "" : text;
    }

    private @Nullable Object argument(Reading reading, PropertyDescriptor property) {
        if (property.type() == ValueType.MAP) {
            Map<String, String> map = reading.maps.getOrDefault(property, Map.of());
            if (property.required() && map.isEmpty()) {
                reportMissing(reading, property);
            }
            return map;
        }
        Entry entry = reading.single.get(property);
        if (entry == null) {
            return unset(reading, property);
        }
        reading.set(property.key(), entry, property.secret());
        boolean isForgiving =
                reading.request.kind() == Kind.CHANNEL
                        && FORGIVING.contains(reading.descriptor.type())
                        && property.defaultValue() != null
                        && isNumber(property.type());
        if (isForgiving) {
            return forgiving(reading, property, entry);
        }
        Object value =
                values.read(property, entry, reading.request.label(), reading.request.effect());
        reading.isSound &= value != null;
        return value;
    }

    private static boolean isNumber(ValueType type) {
        return switch (type) {
            case INTEGER, LONG, DECIMAL, DURATION, SIZE -> true;
            default -> false;
        };
    }

    private @Nullable Object forgiving(
            Reading reading, PropertyDescriptor property, Entry written) {
        Entry entry = values.withoutComment(written);
        try {
            return ValueParser.parse(property, entry.value());
        } catch (ValueException e) {
            problems.add(
                    Code.DEFAULT_INSTEAD,
                    entry,
                    reading.request.label()
                            + ": "
                            + property.key()
                            + ": "
                            + e.what().replace(entry.value(), entry.shown()),
                    "the default " + property.defaultValue() + " is in force, as in Flume",
                    e.remedy());
            return defaultValue(reading, property);
        }
    }

    private @Nullable Object unset(Reading reading, PropertyDescriptor property) {
        Entry empty = reading.request.section().empty().get(property.key());
        if (property.required()) {
            reportMissing(reading, property);
            return null;
        }
        String inForce = defaultOf(property);
        if (empty != null && !inForce.isEmpty()) {
            problems.add(
                    Code.EMPTY_VALUE,
                    empty,
                    reading.request.label()
                            + ": \""
                            + property.key()
                            + "\" is empty, which means"
                            + " not set",
                    "the default " + inForce + " is in force",
                    "write a value, or remove the line");
        }
        return defaultValue(reading, property);
    }

    private @Nullable Object defaultValue(Reading reading, PropertyDescriptor property) {
        String text = property.defaultValue();
        if (text == null) {
            return null;
        }
        try {
            return ValueParser.parse(property, text);
        } catch (ValueException e) {
            // The processor refuses such a default, so a catalogue was written by hand.
            reading.isSound = false;
            reportDisagreement(reading, "the default of " + property.key() + ": " + e.what());
            return null;
        }
    }

    private void reportMissing(Reading reading, PropertyDescriptor property) {
        reading.isSound = false;
        Request request = reading.request;
        Section section = request.section();
        Entry empty = section.empty().get(property.key());
        String label = request.label() + " (" + reading.descriptor.type() + ")";
        if (empty != null) {
            problems.add(
                    Code.REQUIRED_MISSING,
                    empty,
                    label + ": \"" + property.key() + "\" is empty",
                    request.effect(),
                    "write a value" + example(property));
            return;
        }
        problems.add(
                Code.REQUIRED_MISSING,
                section.origin(),
                section.prefix() + property.key(),
                label + " lacks \"" + property.key() + "\"",
                request.effect(),
                elsewhere
                        .hint(section, property.key())
                        .orElse(
                                "add: "
                                        + section.prefix()
                                        + property.key()
                                        + " = <value>"
                                        + example(property)));
    }

    private static String example(PropertyDescriptor property) {
        return property.example().isEmpty() ? "" : ", " + property.example() + " for instance";
    }

    private Optional<Object> make(Reading reading, @Nullable Object[] arguments) {
        ConfigFactory factory;
        try {
            factory = types.factory(reading.descriptor);
        } catch (ClassNotFoundException | LinkageError e) {
            problems.add(
                    Code.CLASS_NOT_LOADED,
                    reading.request.section().origin(),
                    reading.request.section().prefix() + "type",
                    reading.request.label()
                            + ": a class of \""
                            + reading.descriptor.type()
                            + "\" cannot be loaded: "
                            + e.getMessage(),
                    reading.request.effect(),
                    "complete the jars of the plugin");
            return Optional.empty();
        }
        try {
            return Optional.of(factory.create(arguments));
        } catch (RuntimeException e) {
            String message = e.getMessage();
            reportDisagreement(reading, message == null ? e.toString() : message);
            return Optional.empty();
        }
    }

    private void reportDisagreement(Reading reading, String message) {
        Section section = reading.request.section();
        Entry named = section.named(message);
        problems.add(
                Code.SETTINGS_DISAGREE,
                named == null ? section.origin() : named.origin(),
                named == null ? section.prefix() + "type" : named.key(),
                reading.request.label() + ": " + message,
                reading.request.effect(),
                "millrace describe " + reading.descriptor.type() + " says what is possible");
    }
}
