// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.sink;

import io.millrace.formats.Manifest;
import io.millrace.formats.Sum;
import io.millrace.formats.Tally;
import io.millrace.host.Disk;
import io.millrace.host.DiskFile;
import io.millrace.host.FileFacts;
import io.millrace.spi.Context;
import io.millrace.spi.Health;
import io.millrace.spi.Meters;
import io.millrace.spi.Problem;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Files that get no event any more: reads them again and writes their manifests, as far as that is
 * wanted. For the thread that holds the sink's lock, but for {@link #health}.
 */
final class FinishedFiles {
    private static final int READ_BYTES = 256 * 1024;
    private static final Meters.CounterSpec DIFFERENCES =
            new Meters.CounterSpec(
                    "read_back_differences_total",
                    "Batches and complete files that read otherwise than they were written.");

    private final FileRollConfig config;
    private final Context context;
    private final Disk disk;
    private final boolean durable;
    private final Meters.Counter differences;
    private final Deque<Finished> waiting = new ArrayDeque<>();
    private int damaged;
    private volatile Health health = Health.up();

    /**
     * A file that is closed.
     *
     * @param bytes how many of it count
     * @param sum of what was written, or null if it is to be read for it
     * @param tally null if nobody counted the events
     */
    record Finished(Path path, long bytes, @Nullable String sum, @Nullable Tally tally) {}

    FinishedFiles(FileRollConfig config, Context context, boolean durable) {
        this.config = config;
        this.context = context;
        this.disk = context.host().disk();
        this.durable = durable;
        this.differences = context.meters().counter(DIFFERENCES);
    }

    Health health() {
        return health;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** A batch or a file has other bytes than were written. */
    void countDifference() {
        differences.add(1);
    }

    void add(Finished file) {
        if (config.manifest() || config.readBack()) {
            waiting.add(file);
            settle();
        }
    }

    /** Does what is to be done for the files; what fails is tried again at the next call. */
    void settle() {
        try {
            for (Finished file = waiting.peek(); file != null; file = waiting.peek()) {
                settle(file);
                waiting.remove();
            }
            health =
                    damaged == 0
                            ? Health.up()
                            : Health.down(damaged + " files did not have what was written to them");
        } catch (IOException failed) {
            Path path = waiting.element().path();
            if (damaged == 0) {
                health = Health.degraded("the manifest of " + path + " is not written");
            }
            context.report(
                    new Problem(
                            "MR-4015",
                            Problem.Severity.WARNING,
                            "",
                            "",
                            "reading "
                                    + path
                                    + " again, or writing its manifest, failed ("
                                    + RollProblems.reason(failed)
                                    + ")",
                            "The file is complete, but has no manifest. It is tried again; after a"
                                    + " crash before that succeeds it stays without.",
                            "See that the disk has free space and is well."));
        }
    }

    private void settle(Finished file) throws IOException {
        Optional<FileFacts> facts = disk.factsIfPresent(file.path());
        if (facts.isEmpty()) {
            return; // Somebody has taken it away already.
        }
        if (file.tally() == null && hasManifest(file.path(), facts.get().size())) {
            return; // Written before the crash, with counts that are lost now.
        }
        String wanted = file.sum();
        String found = wanted;
        if (wanted == null || config.readBack()) {
            found = read(file.path());
        }
        if (wanted != null && (!wanted.equals(found) || facts.get().size() != file.bytes())) {
            setAside(file, wanted, found);
        } else if (config.manifest() && found != null) {
            write(file, facts.get().size(), found);
        }
    }

    private boolean hasManifest(Path path, long bytes) throws IOException {
        Path manifest = path.resolveSibling(Manifest.name(String.valueOf(path.getFileName())));
        if (disk.factsIfPresent(manifest).isEmpty()) {
            return false;
        }
        byte[] found = new byte[4096];
        try (DiskFile file = disk.open(manifest, Disk.Mode.READ)) {
            int length = Math.max(file.read(found, 0, found.length, 0), 0);
            return new String(found, 0, length, StandardCharsets.UTF_8)
                    .contains(Manifest.bytes(bytes));
        }
    }

    private String read(Path path) throws IOException {
        Sum sum = config.manifestChecksum().begin(config.manifestKey().orElse(""));
        byte[] buffer = new byte[READ_BYTES];
        try (DiskFile file = disk.open(path, Disk.Mode.READ)) {
            long at = 0;
            int count = file.read(buffer, 0, buffer.length, at);
            while (count > 0) {
                sum.add(buffer, 0, count);
                at += count;
                count = file.read(buffer, 0, buffer.length, at);
            }
        }
        return sum.end();
    }

    private void setAside(Finished file, String wanted, @Nullable String found) throws IOException {
        Path aside = file.path().resolveSibling("_" + file.path().getFileName() + ".damaged");
        disk.move(file.path(), aside);
        damaged++;
        countDifference();
        context.report(
                new Problem(
                        "MR-4014",
                        Problem.Severity.ERROR,
                        "",
                        "",
                        file.path()
                                + " does not have the bytes that were written: "
                                + config.manifestChecksum().title()
                                + " "
                                + found
                                + " instead of "
                                + wanted,
                        "It is renamed to "
                                + aside.getFileName()
                                + " and not touched any more. Its events were acknowledged; those"
                                + " in the damaged part are lost at the destination.",
                        "Look at the disk, and for whoever else writes to the directory. If the"
                                + " channel keeps what it delivered, replay it."));
    }

    /** Written beside and renamed, so that nobody reads half of it. */
    private void write(Finished file, long bytes, String sum) throws IOException {
        String name = String.valueOf(file.path().getFileName());
        String text =
                Manifest.json(
                        name,
                        context.agent() + "." + context.name(),
                        config.manifestChecksum(),
                        bytes,
                        sum,
                        file.tally());
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        Path path = file.path().resolveSibling(Manifest.name(name));
        Path fresh = path.resolveSibling("." + path.getFileName() + ".new");
        try (DiskFile out = disk.open(fresh, Disk.Mode.TRUNCATE)) {
            out.write(encoded, 0, encoded.length);
            if (durable) {
                out.sync();
            }
        }
        disk.move(fresh, path);
        if (durable) {
            disk.syncDirectory(config.directory());
        }
    }
}
