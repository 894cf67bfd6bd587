// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.spool;

import io.millrace.spi.Context;
import io.millrace.spi.Meters;
import io.millrace.spi.Problem;
import io.millrace.spi.Problem.Severity;
import io.millrace.spi.ProblemException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;

/** What the source tells the user and counts. */
final class SpoolReports {
    private final Context context;
    private final Meters.Counter completed;
    private final Meters.Counter changed;
    private final Meters.Counter cutLines;

    SpoolReports(Context context) {
        this.context = context;
        this.completed = counter("spool_files_completed_total", "Files that were read and marked.");
        this.changed =
                counter("spool_files_changed_total", "Files that changed while they were read.");
        this.cutLines =
                counter("spool_cut_blocks_total", "Blocks in which a line was cut for its length.");
    }

    private Meters.Counter counter(String name, String help) {
        return context.meters().counter(new Meters.CounterSpec(name, help));
    }

    void completed() {
        completed.add(1);
    }

    ProblemException directoryUnusable(Path directory, String why, @Nullable IOException cause) {
        return new ProblemException(
                "MR-2100",
                "the directory " + directory + " " + why,
                "the source does not start; it tries again from time to time",
                "create the directory, and give the user that runs the agent the right to read it"
                        + " and to change names in it",
                cause);
    }

    void directoryUnreadable(Path directory, IOException failed) {
        report(
                "MR-2101",
                "the directory " + directory + " cannot be listed: " + failed,
                "files in it wait; it is tried again and again",
                "see the rights of the directory, and the health of the disk");
    }

    void grows(Path path, long offset) {
        changed.add(1);
        report(
                "MR-2102",
                path + " changed while it was read, up to byte " + offset,
                "nothing is lost: it is set aside until it rests, then what follows is read; others"
                        + " flow on",
                "write files elsewhere on the same file system and move them in when they are"
                        + " complete, or set minAge");
    }

    void rewritten(Path path, long offset) {
        changed.add(1);
        report(
                "MR-2103",
                path + " does not hold any more what was read of it, up to byte " + offset,
                "once it rests it is read from its beginning: what it still has of that comes a"
                        + " second time, what it has not was delivered once",
                "write files elsewhere on the same file system and move them in when they are"
                        + " complete; do not use the name of a file again before it is done");
    }

    void touched(Path path) {
        changed.add(1);
        report(
                "MR-2104",
                path + " was changed while it was read, and has the same size as before",
                "its events are those that were in it when each part was read; it counts as done",
                "do not change files in the directory");
    }

    void nameUsedAgain(Path path) {
        changed.add(1);
        report(
                "MR-2105",
                path + " was replaced by another file, or removed, while it was read",
                "all that the first file held was read; what has the name now is read as a file of"
                        + " its own",
                "use a new name for each file, or wait until one is done");
    }

    void isBad(Path path, BadContentException bad) {
        report(
                "MR-2106",
                path + " cannot be read behind byte " + bad.offset() + ": " + bad.getMessage(),
                "what stands before was delivered; the file is left as it is, others flow on. It is"
                        + " read on when it changes",
                "mend the file, move it away, or see inputCharset, decodeErrorPolicy and"
                        + " deserializer");
    }

    void isUnreadable(Path path, IOException failed) {
        report(
                "MR-2107",
                path + " cannot be read: " + failed,
                "its events wait in the file, others flow on; it is tried again after a while",
                "see the rights of the file, and the health of the disk");
    }

    void notMarked(Path path, IOException failed) {
        report(
                "MR-2108",
                path + " was read, but cannot be marked as done: " + failed,
                "its events are delivered and not read again while the source keeps its state; it"
                        + " is tried again and again, others flow on",
                "give the user that runs the agent the right to rename files in the directory, or"
                        + " make room");
    }

    void nameTaken(Path path, Path taken, Path given) {
        report(
                "MR-2109",
                taken + " exists already, from another file of the name " + path.getFileName(),
                "both are kept: the file that is done now is named " + given,
                "use a new name for each file, or move files away that are done");
    }

    ProblemException stateDamaged(Path path) {
        return new ProblemException(
                "MR-2110",
                "the order of reading in " + path + " is damaged",
                "the source does not start: it could read files a second time",
                "restore the file, or remove it if it may be that files which are not marked as"
                        + " done are read a second time",
                null);
    }

    void positionLost(String what) {
        report(
                "MR-2111",
                "the file that was read when the agent stopped cannot be read on: " + what,
                "what it held behind its saved place comes only if it is in the directory again,"
                        + " and then from its beginning",
                "do not change or remove files that are not marked as done");
    }

    void trackerUnreadable(Path path, String why) {
        report(
                "MR-2112",
                "the position that Flume left in " + path + " cannot be read: " + why,
                "the file that Flume was reading is read from its beginning: its events come a"
                        + " second time",
                "none if that may be; else stop the agent and restore the file");
    }

    void trackerNotWritten(Path path, IOException failed) {
        report(
                "MR-2113",
                "the position for Flume in " + path + " cannot be written: " + failed,
                "events flow on and positions are kept with them; only going back to Flume in the"
                        + " middle of a file would read events a second time",
                "make room, or name another trackerDir that this user may write");
    }

    void lineCut(int most) {
        cutLines.add(1);
        report(
                "MR-2114",
                "a file has lines of more than " + most + " characters",
                "each is cut: the rest of the line becomes the next event, nothing is lost",
                "raise deserializer.maxLineLength");
    }

    void grewWhenDone(Path path, long from, long to) {
        changed.add(1);
        report(
                "MR-2115",
                path + " is done, and grew from " + from + " to " + to + " bytes afterwards",
                "what was added is read, too",
                "move files into the directory when they are complete, or set minAge: only the last"
                        + " 200 files are watched, for a minute, and none that was removed");
    }

    private void report(String code, String what, String effect, String remedy) {
        context.report(new Problem(code, Severity.WARNING, "", "", what, effect, remedy));
    }
}
