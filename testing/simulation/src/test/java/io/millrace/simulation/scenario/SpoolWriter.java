// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.scenario;

import io.millrace.host.Disk;
import io.millrace.host.DiskFile;
import io.millrace.simulation.SimProcess;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.zip.GZIPOutputStream;

/**
 * A program that puts files of numbered lines into a directory: moves them in when they are whole,
 * or writes them where they are.
 */
final class SpoolWriter {
    static final Path DIRECTORY = Path.of("/spool");
    static final Path BELOW = DIRECTORY.resolve("below");
    static final Path INCOMING = Path.of("/incoming");

    /** No pause within a file that is written in place is as long as this. */
    static final Duration LONGEST_PAUSE = Duration.ofMillis(300);

    private static final int NAMES = 5;

    private final SplittableRandom random;
    private final boolean writesInPlace;
    private final boolean usesNamesAgain;
    private long nextLine = 1;
    private int nextFile = 1;
    private int nextTemporary = 1;

    /** What no power cut can take out of the directory any more. */
    private final TreeSet<Long> durable = new TreeSet<>();

    /** Of which a power cut took back what may have been seen: nobody can know them again. */
    private final TreeSet<Long> doubtful = new TreeSet<>();

    /** What is being put there: the lines of the file, and where it comes from and goes to. */
    private final List<Long> current = new ArrayList<>();

    private @Nullable Path source;
    private @Nullable Path target;

    /**
     * @param usesNamesAgain once there is no file of a name any more
     */
    SpoolWriter(SplittableRandom random, boolean writesInPlace, boolean usesNamesAgain) {
        this.random = random;
        this.writesInPlace = writesInPlace;
        this.usesNamesAgain = usesNamesAgain;
    }

    Set<Long> durable() {
        return durable;
    }

    Set<Long> doubtful() {
        return doubtful;
    }

    /** Returns when so many files are there and durable. */
    boolean write(SimProcess process, int files) throws IOException, InterruptedException {
        Disk disk = process.disk();
        finish(disk);
        for (int i = 0; i < files; i++) {
            if (writesInPlace && random.nextInt(3) == 0) {
                writeInPlace(process, freeName(disk, ""));
            } else {
                moveIn(process);
            }
            if (random.nextInt(2) == 0) {
                process.clock().sleep(Duration.ofNanos(random.nextLong(400_000_000)));
            }
        }
        return true;
    }

    /** What was under way when the power went may have been seen in part. */
    void lostPower() {
        doubtful.addAll(current);
        if (target == null) {
            current.clear();
        }
    }

    /** The move that the power cut took back is made again. */
    private void finish(Disk disk) throws IOException {
        Path from = source;
        Path to = target;
        if (from != null && to != null && disk.factsIfPresent(from).isPresent()) {
            move(disk, from, to);
        }
        source = null;
        target = null;
        current.clear();
    }

    private void moveIn(SimProcess process) throws IOException, InterruptedException {
        Disk disk = process.disk();
        boolean isCompressed = random.nextInt(4) == 0;
        byte[] bytes = lines();
        if (isCompressed) {
            bytes = gzip(bytes);
        }
        Path to = freeName(disk, isCompressed ? ".gz" : "");
        String temporary = "." + nextTemporary++;
        Path from =
                random.nextBoolean() ? INCOMING.resolve(temporary) : to.resolveSibling(temporary);
        try (DiskFile file = disk.open(from, Disk.Mode.CREATE_NEW)) {
            int cut = random.nextInt(bytes.length + 1);
            file.write(bytes, 0, cut);
            if (random.nextInt(3) == 0) {
                process.clock().sleep(Duration.ofMillis(random.nextInt(100)));
            }
            file.write(bytes, cut, bytes.length - cut);
            file.sync();
        }
        disk.syncDirectory(parent(from));
        source = from;
        target = to;
        move(disk, from, to);
        source = null;
        target = null;
        current.clear();
    }

    private void move(Disk disk, Path from, Path to) throws IOException {
        disk.move(from, to);
        disk.syncDirectory(parent(to));
        disk.syncDirectory(parent(from));
        durable.addAll(current);
    }

    private void writeInPlace(SimProcess process, Path path)
            throws IOException, InterruptedException {
        Disk disk = process.disk();
        try (DiskFile file = disk.open(path, Disk.Mode.APPEND)) {
            disk.syncDirectory(parent(path));
            for (int left = random.nextInt(30); left > 0; left--) {
                byte[] line = line();
                file.write(line, 0, line.length);
                if (random.nextInt(8) == 0) {
                    file.sync();
                    durable.addAll(current);
                }
                if (random.nextInt(4) == 0) {
                    process.clock().sleep(Duration.ofNanos(random.nextLong(pauseNanos())));
                }
            }
            file.sync();
        }
        durable.addAll(current);
        current.clear();
    }

    private static long pauseNanos() {
        return LONGEST_PAUSE.toNanos();
    }

    private byte[] lines() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int count = random.nextInt(8) == 0 ? random.nextInt(400) : random.nextInt(20);
        for (int i = 0; i < count; i++) {
            bytes.writeBytes(line());
        }
        return bytes.toByteArray();
    }

    private byte[] line() {
        current.add(nextLine);
        return (LogWriter.line(nextLine++) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(compressed)) {
            out.write(bytes);
        }
        return compressed.toByteArray();
    }

    /** A name that no file has now. */
    private Path freeName(Disk disk, String suffix) throws IOException {
        Path directory = random.nextInt(4) == 0 ? BELOW : DIRECTORY;
        if (usesNamesAgain && random.nextInt(3) == 0) {
            Path again = directory.resolve("again" + random.nextInt(NAMES) + suffix);
            if (disk.factsIfPresent(again).isEmpty()) {
                return again;
            }
        }
        return directory.resolve("f" + nextFile++ + suffix);
    }

    private static Path parent(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IllegalArgumentException(path.toString());
        }
        return parent;
    }
}
