// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.quickstart;

import io.millrace.agent.CommandProblems;
import io.millrace.spi.Problem;

import org.jspecify.annotations.Nullable;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What lies in the files that the sink wrote: counted from the files, not asked from the agent.
 *
 * @param files those that are complete, by name
 * @param lines line breaks in them
 */
record Delivered(List<Path> files, long lines) {
    static Delivered below(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return new Delivered(List.of(), 0);
        }
        List<Path> files;
        try (Stream<Path> all = Files.walk(directory)) {
            files = all.filter(Delivered::isComplete).sorted().toList();
        }
        long lines = 0;
        for (Path file : files) {
            lines += lines(file);
        }
        return new Delivered(files, lines);
    }

    /** What is wrong if this is not all that was written. */
    Optional<Problem> shortfall(long written, @Nullable IOException failure) {
        if (failure != null) {
            return Optional.of(
                    CommandProblems.notAllDelivered(
                            "the log could not be written: " + failure.getMessage()));
        }
        return lines == written
                ? Optional.empty()
                : Optional.of(
                        CommandProblems.notAllDelivered(
                                "the lines that were written and those in the files differ by "
                                        + Math.abs(written - lines)));
    }

    private static boolean isComplete(Path file) {
        String name = String.valueOf(file.getFileName());
        return Files.isRegularFile(file) && !name.startsWith(".") && !name.endsWith(".tmp");
    }

    private static long lines(Path file) throws IOException {
        long lines = 0;
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                for (int at = 0; at < read; at++) {
                    if (buffer[at] == '\n') {
                        lines++;
                    }
                }
            }
        }
        return lines;
    }
}
