// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.scenario;

import io.millrace.bench.RefusedResultException;
import io.millrace.bench.load.ArrivalWatch;
import io.millrace.bench.load.LineLoad;
import io.millrace.bench.load.NumberedLines;
import io.millrace.bench.program.RunningAgent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Numbered lines through an agent into one file. */
interface LineFlow {
    /** All flows carry the same lines. */
    NumberedLines LINES = new NumberedLines(250);

    /** Starts an agent and returns when lines can be sent. */
    RunningAgent start() throws IOException, InterruptedException;

    /** What sends at most so many lines to the agent that runs. */
    LineLoad load(int most) throws IOException;

    /** Where the only file of the sink is. */
    Path output();

    /** Refuses the run unless the file holds exactly the lines that were sent. */
    default void check(String program, int sent) throws IOException, RefusedResultException {
        Optional<Path> file = ArrivalWatch.onlyFile(output());
        String wrong =
                file.isEmpty() ? "no file" : LINES.check(Files.readAllBytes(file.get()), sent);
        if (!wrong.isEmpty()) {
            throw new RefusedResultException(program + ": " + wrong);
        }
    }
}
