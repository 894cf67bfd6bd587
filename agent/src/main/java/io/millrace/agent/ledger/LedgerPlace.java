// SPDX-License-Identifier: Apache-2.0
package io.millrace.agent.ledger;

import io.millrace.agent.run.StateOptions;
import io.millrace.engine.ledger.LedgerContents;
import io.millrace.engine.ledger.NewerLedgerException;
import io.millrace.host.Disk;
import io.millrace.spi.ProblemException;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Which ledgers a command is about: the options that it shares with its subcommand. */
final class LedgerPlace {
    @Mixin private StateOptions state = new StateOptions();

    @Option(
            names = "--flow",
            paramLabel = "<name>",
            description = "Only this channel, or the channels of this source.")
    private @Nullable String flow;

    /** The ledger of one agent, read whether it runs or not. */
    record Read(String agent, Path state, LedgerContents contents) {}

    Path root() {
        return state.root();
    }

    /** Whether a channel is meant. */
    boolean isChosen(String channel, List<String> sources) {
        return flow == null || flow.equals(channel) || sources.contains(flow);
    }

    /**
     * All ledgers that the options leave.
     *
     * @throws ProblemException if one cannot be read
     */
    List<Read> read(Disk disk) throws IOException {
        List<Read> all = new ArrayList<>();
        for (Path directory : state.agents(disk)) {
            String name = String.valueOf(directory.getFileName());
            if (LedgerContents.isIn(disk, directory)) {
                all.add(new Read(name, directory, contents(disk, directory)));
            }
        }
        return all;
    }

    /** Reads one. */
    static LedgerContents contents(Disk disk, Path directory) throws ProblemException {
        try {
            return LedgerContents.read(disk, directory);
        } catch (NewerLedgerException newer) {
            throw unreadable(directory, newer, "read it with the version that wrote it");
        } catch (IOException failed) {
            throw unreadable(directory, failed, "see the permissions of the file, and the disk");
        }
    }

    private static ProblemException unreadable(Path directory, IOException why, String remedy) {
        return new ProblemException(
                "MR-6074",
                "the ledger in " + directory + " cannot be read: " + why.getMessage(),
                "nothing was done",
                remedy,
                why);
    }
}
