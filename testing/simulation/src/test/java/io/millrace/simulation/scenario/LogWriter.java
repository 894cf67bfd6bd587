// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.scenario;

import io.millrace.host.Disk;
import io.millrace.host.DiskFile;
import io.millrace.simulation.SimProcess;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Predicate;

/** A program that writes a log of numbered lines, and rotates it by renaming. */
final class LogWriter {
    static final Path DIRECTORY = Path.of("/logs");
    static final Path FILE = DIRECTORY.resolve("app.log");

    private static final int KEPT = 25;

    private final SplittableRandom random;
    private long next = 1;

    /** What no power cut can take out of the log any more. */
    private final TreeSet<Long> durable = new TreeSet<>();

    private final TreeSet<Long> written = new TreeSet<>();

    /** Something was done to the log that a power cut may take back. */
    private boolean isDirty;

    private boolean mayHaveLost;

    private final Predicate<Boolean> mayRotate;

    /** Rotates by copying and emptying, else by renaming. */
    private final boolean copies;

    /**
     * @param mayRotate asked before each rotation, and told whether it would be by copying
     */
    LogWriter(SplittableRandom random, Predicate<Boolean> mayRotate) {
        this.random = random;
        this.mayRotate = mayRotate;
        this.copies = random.nextInt(3) == 0;
    }

    Set<Long> durable() {
        return durable;
    }

    /**
     * Whether a power cut may have taken from the log what was seen in it: who follows it then
     * cannot but take it for another one.
     */
    boolean mayHaveLost() {
        return mayHaveLost;
    }

    static String line(long number) {
        long mixed = number * 0x9E3779B97F4A7C15L;
        return number + " " + Long.toHexString(mixed).repeat(1 + (int) (number % 5));
    }

    /** The number of a line; -1 for one that nobody wrote. */
    static long number(String line) {
        int blank = line.indexOf(' ');
        if (blank < 1 || !line.substring(0, blank).matches("\\d{1,9}")) {
            return -1;
        }
        long number = Long.parseLong(line.substring(0, blank));
        return line.equals(line(number)) ? number : -1;
    }

    /**
     * Writes so many lines, and rotates in between if it is more than one; returns when they are
     * durable.
     */
    boolean write(SimProcess process, int lines) throws IOException, InterruptedException {
        Disk disk = process.disk();
        DiskFile file = open(disk);
        for (int i = 0; i < lines; i++) {
            writeLine(process, file);
            if (random.nextInt(6) == 0) {
                sync(file);
            }
            if (lines > 1 && random.nextInt(25) == 0 && mayRotate.test(copies)) {
                sync(file);
                file = copies ? copyAndEmpty(disk, file) : rename(process, disk, file);
            }
            if (random.nextInt(3) == 0) {
                process.clock().sleep(Duration.ofNanos(random.nextLong(60_000_000)));
            }
        }
        sync(file);
        file.close();
        return true;
    }

    /** At once, or with a pause within the line. */
    private void writeLine(SimProcess process, DiskFile file)
            throws IOException, InterruptedException {
        byte[] bytes = (line(next) + "\n").getBytes(StandardCharsets.UTF_8);
        int cut = random.nextInt(8) == 0 ? random.nextInt(bytes.length) : bytes.length;
        long number = next++;
        isDirty = true;
        file.write(bytes, 0, cut);
        if (cut < bytes.length) {
            process.clock().sleep(Duration.ofMillis(random.nextInt(20)));
            file.write(bytes, cut, bytes.length - cut);
        }
        written.add(number);
    }

    private void sync(DiskFile file) throws IOException {
        TreeSet<Long> before = new TreeSet<>(written);
        file.sync();
        durable.addAll(before);
        isDirty = false;
    }

    /** What was not synced before the power went is not in the log, or in part. */
    void lostPower() {
        mayHaveLost |= isDirty;
        isDirty = false;
        written.clear();
        written.addAll(durable);
    }

    private DiskFile open(Disk disk) throws IOException {
        DiskFile file = disk.open(FILE, Disk.Mode.APPEND);
        disk.syncDirectory(DIRECTORY);
        // After a crash the last line may be torn; the next one begins a new one.
        if (file.size() > 0) {
            isDirty = true;
            file.write(new byte[] {'\n'}, 0, 1);
        }
        return file;
    }

    /** A late writer may still have the old file open for a moment. */
    private DiskFile rename(SimProcess process, Disk disk, DiskFile old)
            throws IOException, InterruptedException {
        isDirty = true;
        shift(disk, 1);
        DiskFile fresh = open(disk);
        if (random.nextInt(3) == 0) {
            writeLine(process, fresh);
            process.clock().sleep(Duration.ofMillis(random.nextInt(100)));
            writeLine(process, old);
            old.sync();
            sync(fresh);
        }
        old.close();
        return fresh;
    }

    /** {@code copytruncate}, without anything written in between. */
    private DiskFile copyAndEmpty(Disk disk, DiskFile file) throws IOException {
        isDirty = true;
        shift(disk, 2);
        byte[] bytes = new byte[(int) file.size()];
        try (DiskFile source = disk.open(FILE, Disk.Mode.READ);
                DiskFile copy = disk.open(DIRECTORY.resolve("app.log.1"), Disk.Mode.TRUNCATE)) {
            for (int read = 0; read < bytes.length; ) {
                read += source.read(bytes, read, bytes.length - read, read);
            }
            copy.write(bytes, 0, bytes.length);
            copy.sync();
        }
        disk.syncDirectory(DIRECTORY);
        file.truncate(0);
        file.sync();
        isDirty = false;
        return file;
    }

    /** Makes the names from a number on one larger. */
    private static void shift(Disk disk, int from) throws IOException {
        for (int number = KEPT; number >= from; number--) {
            Path source = number == 1 ? FILE : DIRECTORY.resolve("app.log." + (number - 1));
            if (disk.factsIfPresent(source).isPresent()) {
                disk.move(source, DIRECTORY.resolve("app.log." + number));
            }
        }
        disk.syncDirectory(DIRECTORY);
    }
}
