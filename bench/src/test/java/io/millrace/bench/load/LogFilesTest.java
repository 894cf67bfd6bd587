// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

class LogFilesTest {
    private static final long FILE_BYTES = 2_000_000;

    @TempDir Path directory;

    @Test
    void countsWhatItWrites() throws Exception {
        LogFiles made = LogFiles.in(directory, 2, FILE_BYTES);
        Set<String> distinct = new HashSet<>();
        long lines = 0;
        long bytes = 0;
        for (Path file : made.files()) {
            List<String> read = Files.readAllLines(file);
            distinct.addAll(read);
            lines += read.size();
            bytes += read.stream().mapToLong(String::length).sum();
        }
        assertThat(made.lines()).isEqualTo(lines).isEqualTo(distinct.size());
        assertThat(made.bodyBytes()).isEqualTo(bytes);
        assertThat((double) (bytes + lines) / lines).isBetween(199.0, 201.0);
    }

    @Test
    void takesTheFilesOfAnEarlierRun() throws Exception {
        Path file = LogFiles.in(directory, 1, FILE_BYTES).files().getFirst();
        FileTime before = FileTime.from(Instant.EPOCH);
        Files.setLastModifiedTime(file, before);
        LogFiles.in(directory, 1, FILE_BYTES);
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(before);
    }
}
