// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.spi.Problem;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class DeliveredTest {
    @TempDir private Path directory;

    @Test
    void countsTheLinesOfCompleteFiles() throws IOException {
        Path day = Files.createDirectories(directory.resolve("2026-01-01"));
        Path second = Files.writeString(day.resolve("b.log"), "3\n");
        Path first = Files.writeString(day.resolve("a.log"), "1\n2\n");
        Files.writeString(day.resolve(".a.log.crc"), "x\n");
        Files.writeString(day.resolve("c.log.tmp"), "4\n");
        var delivered = Delivered.below(directory);
        assertThat(delivered.files()).containsExactly(first, second);
        assertThat(delivered.lines()).isEqualTo(3);
        assertThat(Delivered.below(directory.resolve("none")).lines()).isZero();
    }

    @Test
    void tellsWhenItIsNotAll() throws IOException {
        Files.writeString(directory.resolve("a.log"), "1\n2\n");
        var delivered = Delivered.below(directory);
        assertThat(delivered.shortfall(2, null)).isEmpty();
        assertThat(delivered.shortfall(5, null))
                .get()
                .returns("MR-6314", Problem::code)
                .extracting(Problem::what)
                .asString()
                .endsWith("differ by 3");
        assertThat(delivered.shortfall(2, new IOException("disk full")))
                .get()
                .extracting(Problem::what)
                .asString()
                .contains("disk full");
    }
}
