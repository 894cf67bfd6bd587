// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.command;

import io.millrace.agent.CommandProblems;
import io.millrace.agent.ExitCode;
import io.millrace.agent.Installation;
import io.millrace.agent.Json;
import io.millrace.agent.Terminal;
import io.millrace.spec.catalogue.Catalogue;
import io.millrace.spec.catalogue.ComponentDescriptor;
import io.millrace.spec.catalogue.DefunctKey;
import io.millrace.spec.catalogue.Kind;
import io.millrace.spec.catalogue.PropertyDescriptor;
import io.millrace.spec.catalogue.Suggestions;
import io.millrace.spi.Problem;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Prints what a component does and what it can be told. */
@Command(
        name = "describe",
        description = "Describe a component and its keys.",
        footer = {
            "",
            "Examples:",
            "  millrace describe hdfs",
            "  millrace describe source netcat --schema"
        })
final class DescribeCommand implements Callable<Integer> {
    private static final int WIDTH = 92;

    private final Terminal terminal;
    private final Installation installation;

    @Parameters(
            arity = "1..2",
            paramLabel = "[kind] type",
            hideParamSyntax = true,
            description = {
                "What stands after \"type =\" in a configuration; in front of it, if that is not"
                        + " enough, source, interceptor, selector, channel or sink."
            })
    private List<String> words = List.of();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(names = "--schema", description = "Print a JSON Schema of its keys.")
    private boolean schema;

    DescribeCommand(Terminal terminal, Installation installation) {
        this.terminal = terminal;
        this.installation = installation;
    }

    @Override
    public Integer call() throws IOException {
        Optional<Kind> wanted = words.size() == 1 ? Optional.empty() : kind(words.getFirst());
        if (words.size() > 1 && wanted.isEmpty()) {
            terminal.print(noSuchKind(words.getFirst()));
            return ExitCode.USAGE;
        }
        String type = words.getLast();
        List<Kind> kinds = wanted.map(List::of).orElse(List.of(Kind.values()));
        Catalogue catalogue = installation.types().catalogue();
        List<ComponentDescriptor> found =
                kinds.stream().flatMap(each -> catalogue.find(each, type).stream()).toList();
        if (found.isEmpty()) {
            terminal.print(noSuchComponent(kinds, type, catalogue));
            return ExitCode.USAGE;
        }
        if (found.size() > 1 && (json || schema)) {
            terminal.print(ambiguous(type, found));
            return ExitCode.USAGE;
        }
        for (ComponentDescriptor component : found) {
            if (schema) {
                terminal.out().println(Json.pretty(ComponentFields.schema(component)));
            } else if (json) {
                terminal.out().println(Json.pretty(ComponentFields.all(component)));
            } else {
                print(component);
            }
        }
        return ExitCode.OK;
    }

    /** The kind that a word means, in singular or plural. */
    static Optional<Kind> kind(String word) {
        return Arrays.stream(Kind.values())
                .filter(each ->
                        each.word().equalsIgnoreCase(word)
                                || (each.word() + "s").equalsIgnoreCase(word))
                .findFirst();
    }

    static Problem noSuchKind(String word) {
        return CommandProblems.unknownName(
                "\"" + word + "\" is no kind of component",
                "the kinds are source, interceptor, selector, channel and sink");
    }

    private static Problem noSuchComponent(List<Kind> kinds, String type, Catalogue catalogue) {
        List<String> types =
                kinds.stream()
                        .flatMap(kind -> catalogue.all(kind).stream())
                        .map(ComponentDescriptor::type)
                        .toList();
        String kind = kinds.size() == 1 ? kinds.getFirst().word() : "component";
        String nearest =
                Suggestions.nearest(type, types)
                        .map(near -> "did you mean " + near + "? ")
                        .orElse("");
        return CommandProblems.unknownName(
                "there is no " + kind + " \"" + type + "\"", nearest + "millrace list shows all");
    }

    private static Problem ambiguous(String type, List<ComponentDescriptor> found) {
        List<String> kinds = found.stream().map(component -> component.kind().word()).toList();
        return CommandProblems.badLine(
                "\"" + type + "\" is " + String.join(" and ", kinds),
                "write millrace describe " + kinds.getFirst() + " " + type);
    }

    private void print(ComponentDescriptor component) {
        PrintStream out = terminal.out();
        out.println(terminal.paint().bold(component.kind().word() + " " + component.type()));
        wrap(out, "  ", component.summary());
        if (!component.documentation().isEmpty()) {
            out.println();
            wrap(out, "  ", component.documentation());
        }
        out.println();
        if (!component.aliases().isEmpty()) {
            out.println("  also called: " + String.join(", ", component.aliases()));
        }
        out.println(
                "  "
                        + ComponentFields.stability(component)
                        + (component.since().isEmpty() ? "" : ", since " + component.since()));
        out.println();
        for (PropertyDescriptor property : component.properties()) {
            out.println("  " + terminal.paint().bold(property.key()) + "  " + facts(property));
            wrap(out, "      ", property.documentation());
            if (!property.example().isEmpty()) {
                out.println("      example: " + property.example());
            }
        }
        for (DefunctKey key : component.defunct()) {
            out.println("  " + terminal.paint().bold(key.key()) + "  without effect");
            wrap(out, "      ", key.reason());
        }
    }

    private static String facts(PropertyDescriptor property) {
        StringBuilder facts = new StringBuilder(ComponentFields.typeWord(property));
        if (!property.bareUnit().isEmpty()) {
            facts.append(", a bare number is in ").append(property.bareUnit());
        }
        if (property.required()) {
            facts.append(", required");
        } else if (property.defaultValue() != null) {
            facts.append(", default ").append(property.defaultValue());
        }
        if (property.secret()) {
            facts.append(", secret");
        }
        if (!property.aliases().isEmpty()) {
            facts.append(", also ").append(String.join(", ", property.aliases()));
        }
        return facts.toString();
    }

    private static void wrap(PrintStream out, String indent, String text) {
        for (String paragraph : text.split("\n")) {
            StringBuilder line = new StringBuilder(indent);
            for (String word : paragraph.strip().split(" +")) {
                if (line.length() + word.length() > WIDTH && line.length() > indent.length()) {
                    out.println(line.toString().stripTrailing());
                    line.setLength(indent.length());
                }
                line.append(word).append(' ');
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
