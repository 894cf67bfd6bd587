// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bench.Metric;
import io.millrace.bench.RefusedResultException;
import io.millrace.bench.load.LineFlood;
import io.millrace.bench.program.Peer;
import io.millrace.bench.program.PeerFile;
import io.millrace.compat.peer.JavaProcess;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

class FloodTrialTest {
    private static final LineFlood FLOOD = new LineFlood(LineFlow.LINES, 5000);

    @TempDir Path directory;

    /** With a peer as a user would describe it. */
    private FloodTrial trial(String whatBecomesOfALine) throws IOException, URISyntaxException {
        Path classes =
                Path.of(
                        CopyingPeer.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI());
        Path description =
                Files.writeString(
                        directory.resolve("copier.properties"),
                        """
                        name = copier
                        command = %s -XX:TieredStopAtLevel=1 -cp %s %s @PORT@ @DIRECTORY@/o/lines %s
                        version = %s -version
                        output = o
                        """
                                .formatted(
                                        JavaProcess.java(),
                                        classes,
                                        CopyingPeer.class.getName(),
                                        whatBecomesOfALine,
                                        JavaProcess.java()));
        Peer peer = PeerFile.read(description.toString());
        return new FloodTrial(peer.name(), peer::start, FLOOD, peer.output());
    }

    private Path runDirectory() throws IOException {
        return Files.createDirectory(directory.resolve("run"));
    }

    @Test
    void measuresAPeerThatCopiesEveryLine() throws Exception {
        var values = trial("copied").run(runDirectory());
        assertThat(values.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        ThroughputTrial.METRICS.stream().map(Metric::name).toList());
        assertThat(values.get(ThroughputTrial.STEADY.name())).isPositive();
        assertThat(values.get(ThroughputTrial.WHOLE.name())).isPositive().isFinite();
        assertThat(values.get(ThroughputTrial.PEAK.name())).isPositive();
    }

    @Test
    void refusesAPeerThatDropsALine() throws Exception {
        FloodTrial trial = trial("dropped");
        Path run = runDirectory();
        assertThatThrownBy(() -> trial.run(run))
                .isInstanceOf(RefusedResultException.class)
                .hasMessageContaining("copier: of LineSum[lines=5000")
                .hasMessageContaining("came LineSum[lines=4999");
    }

    @Test
    void refusesAPeerThatWritesALineTwiceInPlaceOfTheNext() throws Exception {
        FloodTrial trial = trial("replaced");
        Path run = runDirectory();
        assertThatThrownBy(() -> trial.run(run))
                .isInstanceOf(RefusedResultException.class)
                .hasMessageContaining("came LineSum[lines=5000");
    }
}
