// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.command;

import io.millrace.agent.ExitCode;
import io.millrace.agent.Json;
import io.millrace.agent.Terminal;
import io.millrace.agent.Version;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.concurrent.Callable;

/** Prints the version. */
@Command(name = "version", description = "Print the version.")
final class VersionCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--json", description = "Print JSON, with the revision.")
    private boolean json;

    VersionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Version version = Version.ofThisBuild();
        terminal.out().println(json ? Json.pretty(version.fields()) : version.line());
        return ExitCode.OK;
    }
}
