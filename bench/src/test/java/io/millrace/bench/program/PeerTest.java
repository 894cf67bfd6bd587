// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.compat.peer.JavaProcess;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

class PeerTest {
    @TempDir Path directory;

    private static Peer peer(String program, Optional<Peer.Configuration> configuration) {
        return new Peer(
                "echo",
                List.of(program, "@PORT@", "--in=@DIRECTORY@/x", "@CONFIGURATION@"),
                List.of(program, "echo of the year 2026, version 1.22.3 of 4.5"),
                configuration,
                "out");
    }

    @Test
    void putsPortAndDirectoryIntoCommandAndConfiguration() throws Exception {
        Peer peer =
                peer(
                        "echo",
                        Optional.of(
                                new Peer.Configuration(
                                        "e.conf", "at @PORT@ into @DIRECTORY@/out\n")));
        try (JavaProcess process = peer.start(directory, 4711)) {
            assertThat(process.awaitEnd(Duration.ofMinutes(1))).isZero();
            assertThat(process.log())
                    .isEqualTo("4711 --in=%s/x %s/e.conf\n".formatted(directory, directory));
        }
        assertThat(Files.readString(directory.resolve("e.conf")))
                .isEqualTo("at 4711 into %s/out\n".formatted(directory));
    }

    @Test
    void tellsItsVersion() {
        assertThat(peer("echo", Optional.empty()).version()).isEqualTo("echo 1.22.3");
    }

    @Test
    void knowsWhetherItIsInstalled() throws Exception {
        assertThat(peer("echo", Optional.empty()).executable()).isPresent();
        assertThat(peer("no-such-program-as-this", Optional.empty()).executable()).isEmpty();
        Path file = Files.writeString(directory.resolve("not-executable"), "text");
        assertThat(peer(file.toString(), Optional.empty()).executable()).isEmpty();
    }
}
