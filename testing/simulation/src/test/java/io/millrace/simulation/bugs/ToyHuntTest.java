// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.bugs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.host.real.RealHost;
import io.millrace.simulation.toy.ToyScenario;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Tries the hunt on the toy store, whose bugs are planted and found as the product's are. */
class ToyHuntTest {
    private static final Path BUGS = Path.of("src/test/resources/bugs");

    @TempDir private Path output;

    private Hunt hunt() {
        return new Hunt(
                Repository.root(),
                output,
                List.of(ToyScenario.class.getName()),
                new RealHost().clock());
    }

    @Test
    void findsAPlantedBug() throws Exception {
        List<PlantedBug> bugs = PlantedBug.all(Repository.root(), BUGS);
        assertThat(bugs).hasSize(2);
        for (PlantedBug bug : bugs) {
            Finding finding = hunt().run(bug, 300, Duration.ofSeconds(50));
            System.out.println(finding);
            assertThat(finding.isFound()).as(bug.name()).isTrue();
        }
    }

    @Test
    void findsNothingWhereNothingIsPlanted() throws Exception {
        PlantedBug none = new PlantedBug("none", Map.of());
        assertThat(hunt().run(none, 20, Duration.ofSeconds(50)).isFound()).isFalse();
    }

    @Test
    void namesEveryPatchThatDoesNotApply() throws Exception {
        Files.writeString(output.resolve("gone.patch"), "+++ b/gone/File.java\n@@ -1 +1 @@\n-x\n");
        Files.writeString(output.resolve("moved.patch"), "+++ b/pom.xml\n@@ -1 +1 @@\n-nonsense\n");
        assertThatThrownBy(() -> PlantedBug.all(Repository.root(), output))
                .hasMessageContaining("gone.patch: gone/File.java: no such file")
                .hasMessageContaining("moved.patch: pom.xml: the hunk of line 1 fits 0 places");
    }
}
