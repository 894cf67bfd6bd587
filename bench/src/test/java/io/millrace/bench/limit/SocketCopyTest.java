// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bench.load.LineFlood;
import io.millrace.bench.load.NumberedLines;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

class SocketCopyTest {
    @TempDir Path directory;

    @Test
    void copiesEveryByteAndLeavesNothingBehind() throws Exception {
        Limit limit =
                SocketCopy.measure(
                        directory.resolve("data"), new LineFlood(new NumberedLines(250), 5000));
        assertThat(limit.name()).isEqualTo(SocketCopy.NAME);
        assertThat(limit.value()).isPositive();
        assertThat(directory.resolve("data")).isEmptyDirectory();
    }
}
