// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The finished files of a directory, as a job would read them. */
final class OutputFiles {
    private OutputFiles() {}

    /** In the order of their numbers; none if there is no directory. */
    static List<Path> in(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith("FlumeData."))
                    .filter(file -> !file.toString().endsWith(".tmp"))
                    .sorted(Comparator.comparingLong(OutputFiles::number))
                    .toList();
        }
    }

    private static long number(Path file) {
        return Long.parseLong(file.getFileName().toString().replaceAll("\\D", ""));
    }

    static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
