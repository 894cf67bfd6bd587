// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.bugs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.host.Threads;
import io.millrace.host.real.RealHost;
import io.millrace.simulation.scenario.AgentScenario;
import io.millrace.simulation.scenario.FileFlowScenario;
import io.millrace.simulation.scenario.MemoryChannelScenario;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;

/**
 * Every patch applies; a few of the bugs, others in each build, are looked for. {@code
 * -Dsimulation.bugs=all} looks for all of them, for as long as {@code -Dsimulation.bug.seconds}
 * says, 20 unless told; {@code -Dsimulation.bugs=name} for those whose name contains that.
 */
class PlantedBugsTest {
    private static final List<String> SCENARIOS =
            List.of(
                    AgentScenario.class.getName(),
                    MemoryChannelScenario.class.getName(),
                    FileFlowScenario.class.getName());

    /** In ordinary builds; the seeds are the same each time. */
    private static final int FEW = 6;

    private static final int HUNTERS = 2;

    @TempDir private Path output;

    @Test
    @Timeout(1200)
    void findsThem() throws Exception {
        Path root = Repository.root();
        List<PlantedBug> bugs = wanted(PlantedBug.all(root, Path.of("bugs")));
        assertThat(bugs).isNotEmpty();
        Duration atMost = Duration.ofSeconds(Integer.getInteger("simulation.bug.seconds", 20));
        Hunt hunt = new Hunt(root, output, SCENARIOS, new RealHost().clock());
        List<FutureTask<List<Finding>>> hunters = new ArrayList<>();
        for (int hunter = 0; hunter < HUNTERS; hunter++) {
            int first = hunter;
            FutureTask<List<Finding>> task =
                    new FutureTask<>(() -> hunt(hunt, bugs, first, atMost));
            new RealHost().threads().start(Threads.Kind.PLATFORM, "hunter-" + hunter, task);
            hunters.add(task);
        }
        List<String> missed = new ArrayList<>();
        for (FutureTask<List<Finding>> hunter : hunters) {
            for (Finding finding : hunter.get()) {
                if (!finding.isFound()) {
                    missed.add(finding.bug());
                }
            }
        }
        System.out.printf("%d of %d found%n", bugs.size() - missed.size(), bugs.size());
        assertThat(missed).isEmpty();
    }

    /** Every second of the bugs, or however many hunters there are. */
    private static List<Finding> hunt(Hunt hunt, List<PlantedBug> bugs, int first, Duration atMost)
            throws Exception {
        List<Finding> findings = new ArrayList<>();
        for (int i = first; i < bugs.size(); i += HUNTERS) {
            Finding finding = hunt.run(bugs.get(i), Long.MAX_VALUE, atMost);
            System.out.println(finding);
            findings.add(finding);
        }
        return findings;
    }

    private static List<PlantedBug> wanted(List<PlantedBug> all) {
        String wanted = System.getProperty("simulation.bugs", "");
        if (wanted.equals("all")) {
            return all;
        }
        if (!wanted.isEmpty()) {
            return all.stream().filter(bug -> bug.name().contains(wanted)).toList();
        }
        return all.subList(0, Math.min(FEW, all.size()));
    }
}
