// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.command;

import io.millrace.agent.CommandProblems;
import io.millrace.agent.ExitCode;
import io.millrace.agent.Installation;
import io.millrace.agent.Json;
import io.millrace.agent.Terminal;
import io.millrace.spec.catalogue.ComponentDescriptor;
import io.millrace.spec.catalogue.Kind;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Lists the components that a configuration can name. */
@Command(
        name = "list",
        description = "List the components, those of plugins too.",
        footer = {"", "Example:", "  millrace list sink"})
final class ListCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Installation installation;

    @Parameters(
            arity = "0..1",
            paramLabel = "kind",
            description = "source, interceptor, selector, channel or sink; default all.")
    private @Nullable String kind;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    ListCommand(Terminal terminal, Installation installation) {
        this.terminal = terminal;
        this.installation = installation;
    }

    @Override
    public Integer call() throws IOException {
        List<ComponentDescriptor> components = installation.types().catalogue().all();
        if (kind != null) {
            Optional<Kind> only = DescribeCommand.kind(kind);
            if (only.isEmpty()) {
                terminal.print(DescribeCommand.noSuchKind(kind));
                return ExitCode.USAGE;
            }
            components = components.stream().filter(each -> each.kind() == only.get()).toList();
        }
        if (json) {
            terminal.out()
                    .println(
                            Json.pretty(
                                    components.stream().map(ComponentFields::summary).toList()));
            return ExitCode.OK;
        }
        print(components);
        return ExitCode.OK;
    }

    private void print(List<ComponentDescriptor> components) {
        int width =
                components.stream()
                        .mapToInt(component -> component.type().length())
                        .max()
                        .orElse(0);
        @Nullable Kind last = null;
        for (ComponentDescriptor component : components) {
            if (component.kind() != last) {
                last = component.kind();
                terminal.out().println(terminal.paint().bold(last.word() + "s"));
            }
            String type = component.type();
            terminal.out()
                    .println(
                            "  "
                                    + type
                                    + " ".repeat(width - type.length() + 2)
                                    + component.summary());
        }
        if (components.isEmpty()) {
            terminal.print(
                    CommandProblems.unknownName(
                            "there are no components of this kind", "millrace list shows all"));
        }
    }
}
