// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.millrace.formats.Manifest;
import io.millrace.formats.Sum;
import io.millrace.formats.Tally;
import io.millrace.frame.Run;
import io.millrace.spi.Problem;

import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * What is known of one file's content: what the sink wrote into it, what is in it when it is read
 * again, and the manifest that says so. For one thread at a time.
 */
final class Proof {
    private static final int READ_BYTES = 256 * 1024;

    /**
     * What is wanted of the files of a sink.
     *
     * @param key for a keyed sum, else empty
     * @param manifest whether each file gets one
     * @param readBack whether each file is read and compared before it gets its final name
     * @param sink agent and name, for the manifest
     */
    record Settings(
            Sum.Algorithm algorithm, String key, boolean manifest, boolean readBack, String sink) {
        boolean isAnythingWanted() {
            return manifest || readBack;
        }
    }

    private final Settings settings;
    private final FileSystem files;
    private final FileNames.Pair names;
    private final Consumer<Problem> report;
    private final Tally committed = new Tally();
    private final Tally pending = new Tally();

    /** Of what was written; null if that is not what the file has. */
    private @Nullable Sum sum;

    private @Nullable String written;

    /** An earlier process wrote a part, so that nobody counted it. */
    private boolean uncounted;

    Proof(
            Settings settings,
            FileSystem files,
            FileNames.Pair names,
            Consumer<Problem> report,
            boolean uncounted) {
        this.settings = settings;
        this.files = files;
        this.names = names;
        this.report = report;
        this.uncounted = uncounted;
        this.sum = uncounted ? null : settings.algorithm().begin(settings.key());
    }

    /** The stream with the file's bytes, watched. */
    FSDataOutputStream watch(FSDataOutputStream raw) throws IOException {
        Sum sum = this.sum;
        return sum == null
                ? raw
                : new FSDataOutputStream(new SummedStream(raw, sum), null, raw.getPos());
    }

    void add(Run run) {
        pending.add(run);
    }

    /** What was added counts. */
    void commit() {
        committed.take(pending);
    }

    /** What was added since the last commit is not in the file any more. */
    void cut() {
        pending.clear();
        forgetSum();
    }

    /**
     * Reads the closed file again, if that is wanted, and writes its manifest.
     *
     * @return whether the file has what was written
     */
    boolean settle(Attempt attempt) throws IOException {
        commit();
        Sum sum = this.sum;
        if (sum != null) {
            written = sum.end();
            this.sum = null;
        }
        String value = written;
        long bytes = files.getFileStatus(names.inUse()).getLen();
        if (value == null || settings.readBack()) {
            String found = read(attempt);
            if (value != null && !value.equals(found)) {
                attempt.countDamaged();
                reportDifference(value, found);
                return false;
            }
            value = found;
        }
        if (settings.manifest()) {
            write(attempt, bytes, value);
        }
        return true;
    }

    /** Nobody knows whether what was written is what the file has. */
    void forgetSum() {
        sum = null;
        written = null;
    }

    /** As {@link #settle}, of a file that may have its manifest already. */
    boolean settleLeft(Attempt attempt) throws IOException {
        Path path = manifest(names.target());
        attempt.next("look for", path);
        if (settings.manifest() && files.exists(path)) {
            byte[] found = new byte[READ_BYTES];
            int length;
            try (FSDataInputStream in = files.open(path)) {
                length = in.readNBytes(found, 0, found.length);
            }
            String text = new String(found, 0, length, StandardCharsets.UTF_8);
            if (text.contains(Manifest.bytes(files.getFileStatus(names.inUse()).getLen()))) {
                return true; // Written before the crash, with counts that are lost now.
            }
        }
        return settle(attempt);
    }

    private String read(Attempt attempt) throws IOException {
        Sum sum = settings.algorithm().begin(settings.key());
        attempt.next("read", names.inUse());
        try (FSDataInputStream in = files.open(names.inUse())) {
            byte[] buffer = new byte[READ_BYTES];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                sum.add(buffer, 0, count);
                attempt.next("read", names.inUse());
            }
        }
        return sum.end();
    }

    private void write(Attempt attempt, long bytes, String value) throws IOException {
        Path path = manifest(names.target());
        attempt.next("write", path);
        String text =
                Manifest.json(
                        names.target().getName(),
                        settings.sink(),
                        settings.algorithm(),
                        bytes,
                        value,
                        uncounted ? null : committed);
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        try (FSDataOutputStream out = files.create(path, true)) {
            out.write(encoded, 0, encoded.length);
            out.hsync();
        }
    }

    static Path manifest(Path file) {
        return new Path(file.getParent(), Manifest.name(file.getName()));
    }

    private void reportDifference(String wanted, String found) {
        report.accept(
                new Problem(
                        "MR-4130",
                        Problem.Severity.ERROR,
                        "",
                        "",
                        names.inUse()
                                + " does not have the bytes that were written: "
                                + settings.algorithm().title()
                                + " "
                                + found
                                + " instead of "
                                + wanted,
                        "The file keeps its in-use name and is not touched any more. Its events"
                                + " were acknowledged; those in the damaged part are lost at the"
                                + " destination.",
                        "Look for failing disks of data nodes (hdfs fsck). If the channel keeps"
                                + " what it delivered, replay it."));
    }
}
