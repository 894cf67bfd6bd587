// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.taildir;

import io.millrace.spi.Context;
import io.millrace.spi.Meters;
import io.millrace.spi.Problem;
import io.millrace.spi.Problem.Severity;
import io.millrace.spi.ProblemException;

import java.io.IOException;
import java.nio.file.Path;

/** What is particular to many files: told and counted. */
final class TaildirReports {
    private final Context context;
    private final Meters.Counter lost;

    TaildirReports(Context context) {
        this.context = context;
        this.lost =
                context.meters()
                        .counter(
                                new Meters.CounterSpec(
                                        "file_lost_bytes_total",
                                        "Bytes that were seen in a file which went away before"
                                                + " they were read."));
    }

    void groupWithoutPath(String group) {
        report(
                "MR-2050",
                "filegroups names the group \"" + group + "\", but there is no filegroups." + group,
                "the source runs without this group",
                "give the group a path, or take its name off the list");
    }

    void directoryMissing(FileGroup group) {
        report(
                "MR-2051",
                "the directory "
                        + group.directory()
                        + " of filegroups."
                        + group.name()
                        + " does not exist or must not be entered",
                "nothing is read there until it can be; then files are read from their beginning",
                "check the spelling; the directory is taken literally, only what stands behind the"
                        + " last slash is a regular expression");
    }

    void positionFileDamaged(Path path, int entries) {
        report(
                "MR-2052",
                "the position file " + path + " is not whole; " + entries + " entries were read",
                "files without an entry are read from their beginning, their lines come a second"
                        + " time",
                "none if that may be; else stop the agent and restore the file");
    }

    void positionFileNotWritten(Path path, IOException failed) {
        report(
                "MR-2053",
                "the position file " + path + " cannot be written: " + failed,
                "events flow on and positions are kept with them; only going back to Flume would"
                        + " read events a second time",
                "make room, or name another positionFile that this user may write");
    }

    void notRead(Path path, IOException failed) {
        report(
                "MR-2054",
                path + " cannot be read: " + failed,
                "its events wait in the file, others flow on; it is tried again and again",
                "see the rights of the file, and the health of the disk");
    }

    ProblemException startsDamaged(Path path) {
        return new ProblemException(
                "MR-2055",
                "the places in " + path + " at which files were begun are damaged",
                "the source does not start: it would read files from their beginning which are to"
                        + " be read from a later place",
                "restore the file, or remove it if that may be",
                null);
    }

    /** A copy that was made by a rotation is shorter than the file was when it was emptied. */
    void copiedTooEarly(Path path, Path copy, long from, long to) {
        lost.add(to - from);
        report(
                "MR-2056",
                path
                        + " was copied to "
                        + copy
                        + " and emptied, and its bytes "
                        + from
                        + " to "
                        + to
                        + " were written in between",
                "they are in neither file and were not read before: they are lost",
                "let the rotation rename the file instead of copying and emptying it");
    }

    /** A file went away while it was closed. */
    void wentAway(Path path, long from, long to) {
        lost.add(to - from);
        report(
                "MR-2057",
                path + " was removed before its bytes " + from + " to " + to + " were read",
                "they are lost to this flow",
                "keep rotated files a little longer, or raise maxOpenFiles so that they stay open");
    }

    void positionsUnreadable(int count) {
        report(
                "MR-2058",
                count + " saved positions are not ones that this version can read",
                "their files are read from their beginning: lines come a second time",
                "if that must not be, stop the agent and go on with the version that saved them");
    }

    private void report(String code, String what, String effect, String remedy) {
        context.report(new Problem(code, Severity.WARNING, "", "", what, effect, remedy));
    }
}
