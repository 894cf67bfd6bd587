// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.command;

import io.millrace.agent.ExitCode;
import io.millrace.agent.Terminal;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/** Prints the script that completes command lines in bash and zsh. */
@Command(
        name = "completion",
        description = "Print a script that completes commands and options in bash and zsh.",
        footer = {"", "Example:", "  source <(millrace completion)"})
final class CompletionCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Spec private CommandSpec spec;

    CompletionCommand(Terminal terminal) {
        this.terminal = terminal;
        this.spec = CommandSpec.create();
    }

    @Override
    public Integer call() {
        terminal.out().print(AutoComplete.bash("millrace", spec.root().commandLine()));
        return ExitCode.OK;
    }
}
