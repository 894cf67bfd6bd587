// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import io.millrace.spec.catalogue.Catalogue;
import io.millrace.spec.catalogue.ComponentDescriptor;
import io.millrace.spec.catalogue.Kind;
import io.millrace.spec.catalogue.Suggestions;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the component that a type means, or says what is wrong with it. */
final class TypeReader {
    private static final String FLUME = "org.apache.flume.";
    private static final String BUILDER = "$Builder";

    private final ComponentTypes types;
    private final Catalogue catalogue;
    private final Problems problems;

    TypeReader(ComponentTypes types, Problems problems) {
        this.types = types;
        this.catalogue = types.catalogue();
        this.problems = problems;
    }

    /** The component, or empty: then it is reported why. */
    Optional<ComponentDescriptor> read(Kind kind, Entry type, String label, String effect) {
        String word = type.value();
        Optional<ComponentDescriptor> found = catalogue.find(kind, word);
        if (found.isPresent()) {
            return found;
        }
        if (kind == Kind.INTERCEPTOR && word.indexOf('.') > 0 && word.indexOf('$') < 0) {
            found = catalogue.find(kind, word + BUILDER);
            if (found.isPresent()) {
                problems.add(
                        Code.NO_BUILDER,
                        type,
                        label + ": " + word + " is the interceptor, not its builder",
                        "it is taken as " + found.get().type(),
                        "write type = " + found.get().type());
                return found;
            }
        }
        report(kind, type, label, effect);
        return Optional.empty();
    }

    private void report(Kind kind, Entry type, String label, String effect) {
        String word = type.value();
        var flumeType = FlumeTypes.find(kind, word);
        if (flumeType.isPresent()) {
            reportNotHere(kind, type, flumeType.get(), label, effect);
        } else if (word.startsWith(FLUME)) {
            problems.add(
                    Code.NO_SUCH_FLUME_CLASS,
                    type,
                    label + ": Apache Flume 1.11 has no class " + word,
                    effect,
                    FlumeTypes.nearestClass(kind, word)
                                    .map(name -> "did you mean: " + name + "; if not, ")
                                    .orElse("")
                            + pluginRemedy(word));
        } else if (word.indexOf('.') > 0) {
            problems.add(
                    Code.PLUGIN_MISSING,
                    type,
                    label + ": there is no class " + word,
                    effect,
                    pluginRemedy(word));
        } else if (kind == Kind.INTERCEPTOR && word.indexOf('$') > 0) {
            problems.add(
                    Code.CLASS_WITHOUT_PACKAGE,
                    type,
                    label + ": the class name \"" + word + "\" has no package",
                    effect,
                    "write the full name: <package>." + word);
        } else {
            reportUnknown(kind, type, label, effect);
        }
    }

    private String pluginRemedy(String className) {
        return types.missingClassHint(className)
                .orElse(
                        "put the jar of the plugin into plugins.d/<name>/lib; it has to be written"
                                + " or adapted for Millrace");
    }

    private void reportNotHere(
            Kind kind, Entry type, FlumeTypes.FlumeType flumeType, String label, String effect) {
        String removed =
                flumeType.last().isEmpty()
                        ? ""
                        : "; Flume itself has it no more since " + flumeType.last();
        problems.add(
                Code.NOT_IN_THIS_VERSION,
                type,
                label
                        + ": the "
                        + kind.word()
                        + " type \""
                        + flumeType.word()
                        + "\" is known to Apache Flume, not part of this version of Millrace"
                        + removed,
                effect,
                "this version has: " + String.join(", ", names(kind)));
    }

    private void reportUnknown(Kind kind, Entry type, String label, String effect) {
        String word = type.value();
        for (Kind other : Kind.values()) {
            if (other != kind
                    && (catalogue.find(other, word).isPresent()
                            || FlumeTypes.find(other, word).isPresent())) {
                problems.add(
                        Code.UNKNOWN_TYPE,
                        type,
                        label
                                + ": \""
                                + word
                                + "\" is the type of a "
                                + other.word()
                                + ", not of a "
                                + kind.word(),
                        effect,
                        "this version has: " + String.join(", ", names(kind)));
                return;
            }
        }
        List<String> all = new ArrayList<>(names(kind));
        for (String name : FlumeTypes.shortNames(kind)) {
            if (!all.contains(name)) {
                all.add(name);
            }
        }
        String known = "this version has: " + String.join(", ", names(kind));
        problems.add(
                Code.UNKNOWN_TYPE,
                type,
                label + ": unknown " + kind.word() + " type \"" + word + "\"",
                effect,
                meant(kind, word, all)
                        .map(near -> "did you mean: " + near + notHere(kind, near) + "; " + known)
                        .orElse(known + ", or a class name with its package"));
    }

    private String notHere(Kind kind, String type) {
        return catalogue.find(kind, type).isPresent()
                ? ""
                : " (known to Flume, not part of this version)";
    }

    private static Optional<String> meant(Kind kind, String word, List<String> names) {
        if (kind == Kind.CHANNEL && word.equalsIgnoreCase("disk")) {
            return Optional.of("file");
        }
        return Suggestions.nearest(word, names);
    }

    private List<String> names(Kind kind) {
        return catalogue.all(kind).stream().map(ComponentDescriptor::type).toList();
    }
}
