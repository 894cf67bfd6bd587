// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.follow;

import io.millrace.spi.Context;
import io.millrace.spi.Meters;
import io.millrace.spi.Problem;
import io.millrace.spi.Problem.Severity;
import io.millrace.spi.ProblemException;

import java.io.IOException;
import java.nio.file.Path;

/** What followers of files tell the user and count. */
public final class FollowReports {
    private final Context context;
    private final Meters.Counter rotations;
    private final Meters.Counter emptied;
    private final Meters.Counter missedBytes;

    public FollowReports(Context context) {
        this.context = context;
        this.rotations =
                counter("file_rotations_total", "Times the follower turned to the next file.");
        this.emptied =
                counter("file_truncations_total", "Times the followed file was cut in place.");
        this.missedBytes =
                counter(
                        "file_missed_bytes_total",
                        "Bytes that were seen in a file which was cut before they were read.");
    }

    private Meters.Counter counter(String name, String help) {
        return context.meters().counter(new Meters.CounterSpec(name, help));
    }

    public void rotated() {
        rotations.add(1);
    }

    public void waitsForFile(Path path) {
        report(
                "MR-2030",
                Severity.WARNING,
                "there is no file " + path,
                "nothing is read until it is created; then it is read from its beginning",
                "check the spelling of the path, and whether the directory may be entered");
    }

    public ProblemException notAFile(Path path) {
        return new ProblemException(
                "MR-2031",
                path + " is not a regular file",
                "the source does not run; it tries again from time to time",
                "name the file itself; for all files of a directory use another source type",
                null);
    }

    public ProblemException notReadable(Path path, IOException cause) {
        return new ProblemException(
                "MR-2035",
                path + " must not be read by the user that runs the agent",
                "nothing is read; the source tries again from time to time and goes on where it"
                        + " stood",
                "give that user the right to read the file and to enter its directory",
                cause);
    }

    /** The file was cut in place when its size was {@code size} and {@code offset} was reached. */
    public void emptied(Path path, long offset, long size, boolean hasCopy) {
        emptied.add(1);
        if (hasCopy || size <= offset) {
            return;
        }
        missedBytes.add(size - offset);
        report(
                "MR-2032",
                Severity.WARNING,
                path
                        + " was cut in place before its bytes "
                        + offset
                        + " to "
                        + size
                        + " were read",
                "what stood there is lost to this flow, since no copy of the file was found beside"
                        + " it; reading goes on from the start of the file",
                "let the rotation rename the file instead of copying and emptying it");
    }

    public void fileGone(Path path, long offset) {
        report(
                "MR-2033",
                Severity.WARNING,
                "the file that was read last under the name "
                        + path
                        + " was replaced, and is not beside it under another name",
                "what it held behind byte "
                        + offset
                        + " is not read; reading goes on from the start of"
                        + " the file that has the name now",
                "keep at least one rotated file uncompressed in the same directory");
    }

    public void positionUnreadable(String path) {
        report(
                "MR-2034",
                Severity.WARNING,
                "the saved position in " + path + " is not one that this version can read",
                "the file is read from its beginning: its lines come a second time",
                "if that must not be, stop the agent and go on with the version that saved it");
    }

    private void report(String code, Severity severity, String what, String effect, String remedy) {
        context.report(new Problem(code, severity, "", "", what, effect, remedy));
    }
}
