// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class LineSumTest {
    @TempDir Path directory;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    @Test
    void isTheSameInWhateverOrderAndFiles() throws Exception {
        LineSum one = LineSum.of(List.of(file("a", "one\ntwo\nthree\n")));
        LineSum other = LineSum.of(List.of(file("b", "three\none\n"), file("c", "two\n")));
        assertThat(one).isEqualTo(other);
        assertThat(one.lines()).isEqualTo(3);
    }

    @Test
    void seesAnyDifference() throws Exception {
        LineSum expected = LineSum.of(List.of(file("a", "one\ntwo\nthree\n")));
        for (String other :
                List.of("one\ntwo\n", "one\ntwo\ntwo\n", "one\ntwo\nthree", "one\ntwo\nthreE\n")) {
            assertThat(LineSum.of(List.of(file("b", other)))).isNotEqualTo(expected);
        }
    }

    @Test
    void takesALineThatSpansBlocksForOne() throws Exception {
        String line = "x".repeat(300_000) + "\n";
        LineSum sum = LineSum.of(List.of(file("a", line + line)));
        assertThat(sum.lines()).isEqualTo(2);
        assertThat(sum.checksums() % 2).isZero();
    }

    @Test
    void leavesHiddenFilesOfADirectoryOut() throws Exception {
        file("a", "one\n");
        file(".b", "two\n");
        assertThat(LineSum.of(directory).lines()).isEqualTo(1);
    }
}
