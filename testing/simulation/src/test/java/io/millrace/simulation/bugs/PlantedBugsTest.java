// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.bugs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.host.Threads;
import io.millrace.host.real.RealHost;
import io.millrace.simulation.scenario.AgentScenario;
import io.millrace.simulation.scenario.EncryptedChannelScenario;
import io.millrace.simulation.scenario.ExactFileFlowScenario;
import io.millrace.simulation.scenario.ExactTwiceScenario;
import io.millrace.simulation.scenario.FileAgentScenario;
import io.millrace.simulation.scenario.FileChannelScenario;
import io.millrace.simulation.scenario.FileFlowScenario;
import io.millrace.simulation.scenario.MemoryChannelScenario;
import io.millrace.simulation.scenario.SpoolFlowScenario;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;

/**
 * Every patch applies, and bugs of each kind are found in each build. {@code -Dsimulation.bugs=all}
 * looks for all of them, for as long as {@code -Dsimulation.bug.seconds} says, 30 unless told; nine
 * of ten have to be found. {@code -Dsimulation.bugs=name} looks for those whose name contains that.
 */
class PlantedBugsTest {
    private static final List<String> SCENARIOS =
            List.of(
                    FileChannelScenario.class.getName(),
                    AgentScenario.class.getName(),
                    FileAgentScenario.class.getName(),
                    MemoryChannelScenario.class.getName(),
                    FileFlowScenario.class.getName());

    /** For the bugs that only encryption shows; the others are found sooner without it. */
    private static final List<String> ENCRYPTED = List.of(EncryptedChannelScenario.class.getName());

    private static final Set<String> OF_ENCRYPTION = Set.of("nonce-reused");

    /** For the bugs that make or lose lines only where each is to be there once. */
    private static final List<String> EXACT = List.of(ExactFileFlowScenario.class.getName());

    private static final Set<String> OF_EXACTLY_ONCE =
            Set.of(
                    "file-roll-events-that-come-again-not-known",
                    "file-roll-group-noted-with-its-last-batch-only",
                    "file-roll-left-bytes-synced-and-trusted",
                    "file-roll-left-file-not-cut",
                    "file-roll-note-not-synced",
                    "file-roll-note-trusted-without-its-bytes",
                    "file-roll-record-directory-not-durable",
                    "file-roll-record-replaced-before-it-is-durable");

    /** For the bugs of the source spooldir. */
    private static final List<String> SPOOL = List.of(SpoolFlowScenario.class.getName());

    /** For what two channels show. */
    private static final List<String> TWICE = List.of(ExactTwiceScenario.class.getName());

    private static final String OF_SPOOL = "spool-";

    /** Found within a second or two; looked for in each build. */
    private static final Set<String> QUICK =
            Set.of(
                    "a-waiter-of-a-group-commit-forgotten",
                    "capacity-counted-twice",
                    "checkpoint-trusted-over-segments",
                    "checkpoint-written-before-the-data-it-points-to",
                    "directory-entry-not-synced",
                    "entry-of-a-new-directory-not-synced",
                    "fsync-dropped",
                    "journal-lock-not-taken",
                    "nonce-reused",
                    "off-by-one-at-roll",
                    "retained-segment-recycled",
                    "file-roll-acknowledges-before-sync",
                    "file-roll-directory-not-synced",
                    "file-roll-events-that-come-again-not-known",
                    "file-roll-note-not-synced",
                    "file-rotation-newest-first",
                    "ledger-row-lost",
                    "lock-not-taken",
                    "memory-acknowledged-range-merged-wrongly",
                    "memory-capacity-counted-twice",
                    "memory-rollback-loses-order",
                    "memory-waiter-forgotten",
                    "position-file-not-synced",
                    "position-moved-past-a-gap",
                    "spool-marks-not-synced",
                    "spool-new-epoch-at-each-start",
                    "spool-order-saved-after-the-data");

    private static final int HUNTERS = 2;

    @TempDir private Path output;

    @Test
    @Timeout(3600)
    void findsThem() throws Exception {
        Path root = Repository.root();
        List<PlantedBug> bugs = wanted(PlantedBug.all(root, Path.of("bugs")));
        assertThat(bugs).isNotEmpty();
        Duration atMost = Duration.ofSeconds(Integer.getInteger("simulation.bug.seconds", 30));
        List<FutureTask<List<Finding>>> hunters = new ArrayList<>();
        for (int hunter = 0; hunter < HUNTERS; hunter++) {
            int first = hunter;
            FutureTask<List<Finding>> task =
                    new FutureTask<>(() -> hunt(root, output, bugs, first, atMost));
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
        assertThat(missed).hasSizeLessThanOrEqualTo(wanted().equals("all") ? bugs.size() / 10 : 0);
    }

    /** Every second of the bugs, or however many hunters there are. */
    private static List<Finding> hunt(
            Path root, Path output, List<PlantedBug> bugs, int first, Duration atMost)
            throws Exception {
        List<Finding> findings = new ArrayList<>();
        for (int i = first; i < bugs.size(); i += HUNTERS) {
            PlantedBug bug = bugs.get(i);
            Hunt hunt = new Hunt(root, output, scenarios(bug), new RealHost().clock());
            Finding finding = hunt.run(bug, Long.MAX_VALUE, atMost);
            System.out.println(finding);
            findings.add(finding);
        }
        return findings;
    }

    private static List<String> scenarios(PlantedBug bug) {
        if (OF_EXACTLY_ONCE.contains(bug.name())) {
            return EXACT;
        }
        if (bug.name().equals("stream-not-begun-before-its-first-part")) {
            return TWICE;
        }
        if (bug.name().startsWith(OF_SPOOL)) {
            return SPOOL;
        }
        return OF_ENCRYPTION.contains(bug.name()) ? ENCRYPTED : SCENARIOS;
    }

    private static String wanted() {
        return System.getProperty("simulation.bugs", "");
    }

    private static List<PlantedBug> wanted(List<PlantedBug> all) {
        String wanted = wanted();
        if (wanted.equals("all")) {
            return all;
        }
        if (!wanted.isEmpty()) {
            return all.stream().filter(bug -> bug.name().contains(wanted)).toList();
        }
        List<PlantedBug> quick = all.stream().filter(bug -> QUICK.contains(bug.name())).toList();
        assertThat(quick).hasSameSizeAs(QUICK);
        return quick;
    }
}
