// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.exec;

import io.millrace.spi.ProblemException;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A command that runs. Any thread may end it. */
final class Command {
    private static final Pattern FOLLOWING_TAIL =
            Pattern.compile("(?:^|.*[\\s/|;&])tail\\s(?:.*\\s)?(?:-[a-zA-Z0-9]*[fF].*|--follow.*)");

    private final Process process;

    private Command(Process process) {
        this.process = process;
    }

    /** Whether a command line follows a file with tail. */
    static boolean isTail(String command) {
        return FOLLOWING_TAIL.matcher(command).matches();
    }

    /** The program and its arguments. */
    static List<String> arguments(ExecConfig config) {
        if (config.shell().isEmpty()) {
            return List.of(config.command().strip().split("\\s+"));
        }
        List<String> arguments =
                new ArrayList<>(List.of(config.shell().get().strip().split("\\s+")));
        arguments.add(config.command());
        return arguments;
    }

    static Command start(ExecConfig config) throws ProblemException {
        ProcessBuilder builder = new ProcessBuilder(arguments(config));
        if (!config.logStdErr()) {
            builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        }
        try {
            return new Command(builder.start());
        } catch (IOException refused) {
            throw new ProblemException(
                    "MR-2020",
                    "the command \""
                            + config.command()
                            + "\" cannot be started: "
                            + refused.getMessage(),
                    "no events come; the source tries again from time to time",
                    config.shell().isEmpty()
                            ? "name the program with its full path; for quotes, pipes and"
                                    + " wildcards set shell = /bin/sh -c"
                            : "check the property shell, for instance /bin/sh -c",
                    refused);
        }
    }

    InputStream output() {
        return process.getInputStream();
    }

    InputStream errors() {
        return process.getErrorStream();
    }

    int awaitExit() throws InterruptedException {
        return process.waitFor();
    }

    /** Asks the command and its children to end. */
    void end() {
        process.descendants().forEach(ProcessHandle::destroy);
        // By its handle: Process.destroy would close the output, with what is still unread in it.
        process.toHandle().destroy();
    }

    /** Ends the command and its children at once. */
    void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
