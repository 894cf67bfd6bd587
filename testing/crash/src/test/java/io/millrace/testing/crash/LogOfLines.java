// SPDX-License-Identifier: Apache-2.0
package io.millrace.testing.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;

/**
 * A log that somebody writes, and rotates every so many lines. It knows what it wrote: line
 * <i>n</i> follows from <i>n</i>.
 */
final class LogOfLines {
    /** How the log is rotated. */
    enum Rotation {
        /** The file gets another name, and a new one is begun. */
        RENAME,
        /** The file is copied, then emptied. */
        COPY_TRUNCATE
    }

    private static final int NUMBER_LENGTH = 10;

    private final Path directory;
    private final Rotation rotation;
    private final int linesOfFile;
    private int lines;
    private int rotations;

    LogOfLines(Path directory, Rotation rotation, int linesOfFile) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.rotation = rotation;
        this.linesOfFile = linesOfFile;
    }

    private Path current() {
        return directory.resolve("app.log");
    }

    /** How many lines were written. */
    int lines() {
        return lines;
    }

    int rotations() {
        return rotations;
    }

    /** Writes some lines, by one call. */
    void append(int count) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(line(lines + i)).append('\n');
        }
        Files.writeString(
                current(),
                text,
                StandardCharsets.US_ASCII,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        lines += count;
        if (lines / linesOfFile > rotations) {
            rotate();
        }
    }

    private void rotate() throws IOException {
        rotations++;
        Path old = directory.resolve("app.log." + rotations);
        if (rotation == Rotation.RENAME) {
            Files.move(current(), old, StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        Files.copy(current(), old);
        try (FileChannel file = FileChannel.open(current(), StandardOpenOption.WRITE)) {
            file.truncate(0);
        }
    }

    private static String line(int number) {
        String text = "%0" + NUMBER_LENGTH + "d";
        return text.formatted(number) + " " + Integer.toHexString(number * 0x9E3779B9).repeat(8);
    }

    /** How often which lines were found. */
    final class Scan {
        private final BitSet found = new BitSet();
        private int doubled;
        private int unfinished;

        /** Takes the text of a file. */
        void add(String file, String text) {
            text.lines()
                    .forEach(line -> {
                        int number = Integer.parseInt(line, 0, NUMBER_LENGTH, 10);
                        assertThat(line).as(file).isEqualTo(line(number));
                        if (found.get(number)) {
                            doubled++;
                        }
                        found.set(number);
                    });
        }

        void addUnfinished() {
            unfinished++;
        }

        /** How many files are still in use. */
        int unfinished() {
            return unfinished;
        }

        /** How many lines are missing. */
        int lost() {
            return lines - found.cardinality();
        }

        int doubled() {
            return doubled;
        }
    }
}
