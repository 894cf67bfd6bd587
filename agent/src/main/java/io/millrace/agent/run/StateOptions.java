// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.run;

import io.millrace.host.Disk;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Whose state a command looks at: the options that all commands share which read what agents left,
 * whether they run or not.
 */
public final class StateOptions {
    @Option(
            names = {"-n", "--name"},
            paramLabel = "<agent>",
            description = "Only this agent.")
    private @Nullable String agent;

    @Option(
            names = "--state",
            paramLabel = "<dir>",
            description = "Where the state of the agents is; as millrace.state.dir of an agent.")
    private @Nullable Path state;

    /** Where the directories of all agents are. */
    public Path root() {
        return state == null ? StateDirectory.root() : state.toAbsolutePath();
    }

    /** The state directories of the agents that are meant, named as these are; may be empty. */
    public List<Path> agents(Disk disk) throws IOException {
        List<Path> directories = new ArrayList<>();
        try {
            for (Path path : disk.list(root())) {
                boolean isMeant = agent == null || path.endsWith(agent);
                if (isMeant && disk.facts(path).isDirectory()) {
                    directories.add(path);
                }
            }
        } catch (NoSuchFileException none) {
            // No agent has run here.
        }
        return directories;
    }
}
