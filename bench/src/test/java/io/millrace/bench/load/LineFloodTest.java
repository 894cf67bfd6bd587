// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

class LineFloodTest {
    private static final NumberedLines LINES = new NumberedLines(250);

    @TempDir Path directory;

    private Path sent(LineFlood flood) throws IOException {
        Path file = directory.resolve("sent");
        try (FileChannel out =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            flood.send(out);
        }
        return file;
    }

    @Test
    void sendsEveryNumberOnceAndInOrder() throws Exception {
        LineFlood flood = new LineFlood(LINES, 1000);
        Path file = sent(flood);
        assertThat(Files.size(file)).isEqualTo(flood.bytes());
        assertThat(LINES.check(Files.readAllBytes(file), 1000)).isEmpty();
    }

    @Test
    void saysInAdvanceWhatHasToArrive() throws Exception {
        LineFlood flood = new LineFlood(LINES, 1000);
        assertThat(LineSum.of(List.of(sent(flood)))).isEqualTo(flood.sum());
        assertThat(new LineFlood(LINES, 999).sum()).isNotEqualTo(flood.sum());
    }

    @Test
    void sendsFewerLinesThanABlockHolds() throws Exception {
        LineFlood flood = new LineFlood(LINES, 3);
        assertThat(LINES.check(Files.readAllBytes(sent(flood)), 3)).isEmpty();
    }
}
