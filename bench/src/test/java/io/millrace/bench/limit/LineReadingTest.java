// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class LineReadingTest {
    @TempDir Path directory;

    @Test
    void findsEveryLineOfManyBlocks() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            // Bytes beside the line feed, and beyond ASCII, must not be taken for one.
            text.append("\u000b\t\u008a".repeat(i % 7)).append('\n');
        }
        Path file = directory.resolve("lines");
        Files.write(file, text.toString().getBytes(StandardCharsets.ISO_8859_1));
        assertThat(LineReading.read(List.of(file, file)).lines()).isEqualTo(200_000);
    }

    @Test
    void checksumsWhatItRead() throws Exception {
        Path one = Files.writeString(directory.resolve("one"), "first\nsecond\n");
        Path other = Files.writeString(directory.resolve("other"), "first\nsecund\n");
        assertThat(LineReading.read(List.of(one)).checksums())
                .isNotEqualTo(LineReading.read(List.of(other)).checksums());
    }
}
