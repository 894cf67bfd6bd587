// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec.processor;

import io.millrace.spec.ComponentSpec;
import io.millrace.spec.Defunct;
import io.millrace.spec.catalogue.ComponentDescriptor;
import io.millrace.spec.catalogue.DefunctKey;
import io.millrace.spec.catalogue.Kind;
import io.millrace.spec.catalogue.PropertyDescriptor;
import io.millrace.spec.catalogue.Suggestions;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.RecordComponentElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;

/** Reads an annotated record as a component. */
final class ComponentReader {
    private static final String CONFIG = "io.millrace.spi.ComponentConfig";
    private static final Map<String, Kind> KINDS =
            Map.of(
                    "io.millrace.spi.Source", Kind.SOURCE,
                    "io.millrace.spi.Interceptor", Kind.INTERCEPTOR,
                    "io.millrace.spi.Selector", Kind.SELECTOR,
                    "io.millrace.spi.Channel", Kind.CHANNEL,
                    "io.millrace.spi.Sink", Kind.SINK);

    private final Elements elements;
    private final Types types;
    private final Complaints complaints;

    ComponentReader(Elements elements, Types types, Complaints complaints) {
        this.elements = elements;
        this.types = types;
        this.complaints = complaints;
    }

    /** The component, or empty if something is wrong with it, which was reported. */
    Optional<ComponentDescriptor> read(TypeElement record) {
        int before = complaints.count();
        if (record.getKind() != ElementKind.RECORD) {
            complaints.add(
                    record,
                    ComponentSpec.class,
                    record.getSimpleName() + " is no record",
                    "put @ComponentSpec on a record that implements ComponentConfig");
            return Optional.empty();
        }
        checkShape(record);
        Kind kind = kind(record);
        ComponentSpec spec = record.getAnnotation(ComponentSpec.class);
        DocComment comment = DocComment.parse(elements.getDocComment(record));
        checkSpec(record, spec, comment);
        List<PropertyDescriptor> properties = properties(record, comment);
        List<DefunctKey> defunct = new ArrayList<>();
        for (Defunct key : spec.defunct()) {
            defunct.add(new DefunctKey(key.key(), key.reason()));
        }
        if (kind != null) {
            checkKeys(record, kind, spec.parallel(), properties, defunct);
        }
        if (kind == null || complaints.count() > before) {
            return Optional.empty();
        }
        return Optional.of(
                new ComponentDescriptor(
                        kind,
                        spec.type(),
                        List.of(spec.aliases()),
                        spec.stability(),
                        spec.since(),
                        spec.parallel(),
                        comment.summary(),
                        comment.documentation(),
                        elements.getBinaryName(record).toString(),
                        FactoryWriter.nameOf(elements, record),
                        properties,
                        defunct));
    }

    private void checkShape(TypeElement record) {
        if (!record.getTypeParameters().isEmpty()) {
            complaints.add(
                    record,
                    record.getSimpleName() + " has type parameters",
                    "remove them; a configuration is made of texts");
        }
        for (javax.lang.model.element.Element outer = record;
                outer instanceof TypeElement;
                outer = outer.getEnclosingElement()) {
            if (outer.getModifiers().contains(Modifier.PRIVATE)) {
                complaints.add(
                        record,
                        outer.getSimpleName() + " is private, so that its factory cannot reach it",
                        "leave out \"private\"");
            }
        }
    }

    private @Nullable Kind kind(TypeElement record) {
        DeclaredType config = configOf(record.asType());
        if (config == null || config.getTypeArguments().size() != 1) {
            complaints.add(
                    record,
                    record.getSimpleName() + " does not implement ComponentConfig",
                    "add \"implements ComponentConfig<Sink>\", or Source, Interceptor, Selector,"
                            + " Channel");
            return null;
        }
        TypeMirror argument = config.getTypeArguments().get(0);
        Kind kind = KINDS.get(types.erasure(argument).toString());
        if (kind == null) {
            complaints.add(
                    record,
                    "ComponentConfig<" + argument + "> is none of the five kinds",
                    "write ComponentConfig<Source>, <Interceptor>, <Selector>, <Channel> or <Sink>,"
                            + " the interface and not the class that implements it");
        }
        return kind;
    }

    private @Nullable DeclaredType configOf(TypeMirror type) {
        for (TypeMirror parent : types.directSupertypes(type)) {
            if (parent instanceof DeclaredType declared) {
                if (((TypeElement) declared.asElement()).getQualifiedName().contentEquals(CONFIG)) {
                    return declared;
                }
                DeclaredType inherited = configOf(parent);
                if (inherited != null) {
                    return inherited;
                }
            }
        }
        return null;
    }

    private void checkSpec(TypeElement record, ComponentSpec spec, DocComment comment) {
        if (!Sentences.isSentence(comment.summary())) {
            complaints.add(
                    record,
                    "the component " + spec.type() + " has no sentence",
                    "write a comment on the record; its first sentence says what the component"
                            + " does");
        }
        Set<String> names = new HashSet<>();
        List<String> all = new ArrayList<>(List.of(spec.aliases()));
        all.add(0, spec.type());
        for (String name : all) {
            if (name.isBlank() || name.chars().anyMatch(Character::isWhitespace)) {
                complaints.add(
                        record,
                        ComponentSpec.class,
                        "\"" + name + "\" cannot be a type",
                        "use one word, such as file_roll");
            } else if (!names.add(name.toLowerCase(java.util.Locale.ROOT))) {
                complaints.add(
                        record,
                        ComponentSpec.class,
                        "the type or alias " + name + " stands twice",
                        "remove one; case does not count");
            }
        }
        if (!spec.since().matches("[0-9]+(\\.[0-9]+)*")) {
            complaints.add(
                    record,
                    ComponentSpec.class,
                    "\"" + spec.since() + "\" is no version",
                    "write the version in which the component came, such as 0.1");
        }
        for (Defunct key : spec.defunct()) {
            if (!Sentences.isSentence(key.reason())) {
                complaints.add(
                        record,
                        ComponentSpec.class,
                        "the defunct key " + key.key() + " has no sentence",
                        "say why it has no effect, and what serves instead");
            }
        }
    }

    private List<PropertyDescriptor> properties(TypeElement record, DocComment comment) {
        List<PropertyDescriptor> properties = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (RecordComponentElement component : record.getRecordComponents()) {
            String name = component.getSimpleName().toString();
            names.add(name);
            new PropertyReader(complaints, component)
                    .read(comment.parameters().getOrDefault(name, ""))
                    .ifPresent(properties::add);
        }
        for (String name : comment.parameters().keySet()) {
            if (!names.contains(name)) {
                complaints.add(
                        record,
                        "@param " + name + " describes nothing: there is no such record component",
                        Suggestions.nearest(name, names)
                                .map(meant -> "write @param " + meant + ", if that is meant")
                                .orElse("remove it"));
            }
        }
        return properties;
    }

    private void checkKeys(
            TypeElement record,
            Kind kind,
            boolean parallel,
            List<PropertyDescriptor> properties,
            List<DefunctKey> defunct) {
        Set<String> seen = new HashSet<>();
        for (PropertyDescriptor property : properties) {
            List<String> keys = new ArrayList<>(property.aliases());
            keys.add(0, property.key());
            for (String key : keys) {
                checkKey(record, kind, parallel, seen, key);
            }
        }
        for (DefunctKey key : defunct) {
            checkKey(record, kind, parallel, seen, key.key());
        }
    }

    private void checkKey(
            TypeElement record, Kind kind, boolean parallel, Set<String> seen, String key) {
        if (!seen.add(key)) {
            complaints.add(
                    record,
                    "the key " + key + " stands twice",
                    "each key, alias and defunct key belongs to one property");
        }
        if (ReservedKeys.isReserved(kind, parallel, key)) {
            complaints.add(
                    record,
                    "the key " + key + " belongs to the engine for every " + kind.word(),
                    "choose another key");
        }
    }
}
