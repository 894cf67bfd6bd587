// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.program;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A program that runs flows. */
public interface Program {
    /** Name and version. */
    String name();

    /**
     * Starts an agent and returns at once.
     *
     * @param directory exists and is empty
     */
    RunningAgent start(Path directory, Flow flow) throws IOException;

    /** The command line that prints its version. */
    List<String> versionCommand();
}
