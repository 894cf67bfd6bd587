// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.command;

import io.millrace.agent.CommandProblems;
import io.millrace.agent.ExitCode;
import io.millrace.agent.Json;
import io.millrace.agent.Terminal;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Prints the page of a problem's code, or the list of all codes. */
@Command(
        name = "explain",
        description = "Explain a problem by its code; without one, list all codes.",
        footer = {"", "Example:", "  millrace explain MR-1042"})
final class ExplainCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(arity = "0..1", paramLabel = "MR-nnnn", description = "The code of a problem.")
    private @Nullable String code;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    ExplainCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        return code == null ? list() : page(code);
    }

    private int list() throws IOException {
        List<ProblemPages.Page> pages = ProblemPages.all();
        if (json) {
            terminal.out().println(Json.pretty(pages.stream().map(this::shortFields).toList()));
        } else {
            pages.forEach(page ->
                    terminal.out()
                            .println(terminal.paint().bold(page.code()) + "  " + page.title()));
        }
        return ExitCode.OK;
    }

    private int page(String wanted) throws IOException {
        Optional<ProblemPages.Page> page = ProblemPages.find(wanted);
        if (page.isEmpty()) {
            terminal.print(
                    CommandProblems.unknownName(
                            "there is no problem with the code \"" + wanted + "\"",
                            "millrace explain lists all codes"));
            return ExitCode.USAGE;
        }
        if (json) {
            terminal.out()
                    .println(
                            Json.pretty(
                                    Map.of(
                                            "code", page.get().code(),
                                            "title", page.get().title(),
                                            "text", page.get().text())));
        } else {
            terminal.out().println(readable(page.get().text()));
        }
        return ExitCode.OK;
    }

    private Map<String, Object> shortFields(ProblemPages.Page page) {
        return Map.of("code", page.code(), "title", page.title());
    }

    /** Markdown is readable as it is, but for the marks of headings and of code. */
    private String readable(String markdown) {
        StringBuilder text = new StringBuilder(markdown.length());
        for (String line : markdown.strip().lines().toList()) {
            if (line.startsWith("#")) {
                text.append(terminal.paint().bold(line.replaceFirst("^#+\\s*", "")));
            } else if (!line.startsWith("```")) {
                text.append(line);
            } else {
                continue;
            }
            text.append('\n');
        }
        return text.toString().stripTrailing();
    }
}
