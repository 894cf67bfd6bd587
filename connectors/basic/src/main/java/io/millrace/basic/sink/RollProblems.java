// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.sink;

import io.millrace.basic.sink.FileRollConfig.Sync;
import io.millrace.spi.Problem;
import io.millrace.spi.ProblemException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What the sink says of its troubles. */
final class RollProblems {
    /** Of a file that has what it must not have. */
    private static final String UNCUT = "MR-4003";

    private RollProblems() {}

    static ProblemException unusable(Path directory, String how, @Nullable IOException cause) {
        return new ProblemException(
                "MR-4000",
                "the directory " + directory + " (sink.directory) " + how,
                "Nothing is written; the events stay in the channel, and the sink tries again.",
                "Create the directory and let the user that runs the agent write to it.",
                cause);
    }

    static ProblemException notMade(Path path, IOException refused) {
        return new ProblemException(
                "MR-4001",
                "the file " + path + " cannot be made (" + reason(refused) + ")",
                "The batch stays in the channel and is tried again after a pause.",
                "See that sink.directory exists, can be written to and has free space.",
                refused);
    }

    static ProblemException notWritten(Path path, Throwable cause) {
        return new ProblemException(
                "MR-4002",
                "writing to " + path + " failed (" + reason(cause) + ")",
                "The batch stays in the channel and is tried again with a new file; what it had"
                        + " brought to this one is cut off.",
                "See that the disk has free space and is well.",
                cause);
    }

    static Problem uncut(RollFile broken, IOException failed, boolean exact) {
        return new Problem(
                UNCUT,
                Problem.Severity.ERROR,
                "",
                "",
                uncut(broken, failed),
                exact
                        ? "Nothing is written before that is done: the events would be there twice."
                        : "Behind these bytes it may have events that are written again to"
                                + " another file, the last of them in part.",
                exact
                        ? "See that the disk is well and that the agent may write to the file."
                        : "When the disk is well again, cut it by hand: truncate -s "
                                + broken.delivered()
                                + " "
                                + broken.path());
    }

    static ProblemException waitsForCut(RollFile broken, IOException failed) {
        return new ProblemException(
                UNCUT,
                uncut(broken, failed),
                "The batch stays in the channel: nothing is written before that is done.",
                "See that the disk is well and that the agent may write to the file.",
                failed);
    }

    private static String uncut(RollFile broken, IOException failed) {
        return "the file "
                + broken.path()
                + " cannot be cut to its first "
                + broken.delivered()
                + " bytes ("
                + reason(failed)
                + ")";
    }

    static Problem notClosed(Path path, IOException broken, Sync sync) {
        return new Problem(
                "MR-4004",
                Problem.Severity.ERROR,
                "",
                "",
                "closing " + path + " failed (" + reason(broken) + ")",
                sync == Sync.BATCH
                        ? "All events in it were made durable before."
                        : "Events in it were acknowledged, but the disk may not have all of them.",
                "See that the disk is well, and compare the file with its origin; with sink.sync ="
                        + " batch nothing is acknowledged before it is durable.");
    }

    static Problem unknownOption(String serializer, String option) {
        return new Problem(
                "MR-4005",
                Problem.Severity.WARNING,
                "",
                "sink.serializer." + option,
                "the serializer " + serializer + " has no setting \"" + option + "\"",
                "It has no effect; the files are written without it.",
                "Remove the line or correct the name; see the reference of file_roll.");
    }

    static Problem unnumbered() {
        return new Problem(
                "MR-4011",
                Problem.Severity.WARNING,
                "",
                "sink.delivery",
                "sink.delivery = exactly_once, but the channel does not number its events",
                "A batch that a crash puts in doubt is written again and may appear twice."
                        + " Over failures without a crash no event is written twice.",
                "Use a channel of type file, or set sink.delivery = at_least_once.");
    }

    static ProblemException noRecord(Path state, IOException broken, String effect) {
        return new ProblemException(
                "MR-4009",
                "the record of what is written cannot be read or written itself ("
                        + reason(broken)
                        + ")",
                effect + " It is tried again.",
                "Look at the disk of the agent's state directory, " + state + ".",
                broken);
    }

    /** The exceptions of the file system name the path, which stands in the sentence already. */
    static String reason(Throwable failure) {
        return switch (failure) {
            case AccessDeniedException denied -> "permission denied";
            case NoSuchFileException gone -> "no such file or directory";
            case FileSystemException told when told.getReason() != null -> told.getReason();
            case IOException told when told.getMessage() != null -> told.getMessage();
            default -> failure.toString();
        };
    }
}
