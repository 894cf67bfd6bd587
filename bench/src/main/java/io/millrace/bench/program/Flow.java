// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.program;

import java.nio.file.Path;
import java.util.List;

/**
 * A configuration and how to run it.
 *
 * @param agent the agent of the configuration
 * @param configuration the text of a flume.conf; {@link #DIRECTORY} stands for that of the run
 * @param jvmOptions heap and such
 */
public record Flow(String agent, String configuration, List<String> jvmOptions) {
    /** Stands for the directory of a run, which is another each time. */
    public static final String DIRECTORY = "@DIRECTORY@";

    /** Stands for the port of a run. */
    public static final String PORT = "@PORT@";

    /** The same for a run in a directory. */
    public Flow in(Path directory) {
        return new Flow(
                agent,
                configuration.replace(DIRECTORY, directory.toAbsolutePath().toString()),
                jvmOptions);
    }

    /** The same for a run in a directory, on a port. */
    public Flow in(Path directory, int port) {
        Flow placed = in(directory);
        return new Flow(
                agent, placed.configuration.replace(PORT, Integer.toString(port)), jvmOptions);
    }

    /** All of it as one text, for result files. */
    public String describe() {
        return String.join(" ", jvmOptions) + "\n" + configuration.strip();
    }
}
