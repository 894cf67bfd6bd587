// SPDX-License-Identifier: Apache-2.0
package io.millrace.testing.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.Started;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Kills whole agents while clients send; {@code -Dcrash.agents=100} kills more of them, {@code
 * -Dcrash.seed=<seed>} as a run before did.
 */
class AgentKillTest {
    private static final int RUNS = Integer.getInteger("crash.agents", 5);
    private static final long SEED = Long.getLong("crash.seed", System.nanoTime());
    private static final int CLIENTS = 3;
    private static final String QUIET = "a line of the quiet phase";

    @TempDir Path home;

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<String> sent = ConcurrentHashMap.newKeySet();

    @Test
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void deliversWhatItsClientsWereToldIsStored() throws Exception {
        Random random = new Random(SEED);
        for (int run = 0; run < RUNS; run++) {
            try (WholeAgent agent = WholeAgent.start(home, WholeAgent.flow(home))) {
                sendUntilKilled(agent, run, 100 + random.nextInt(900));
            }
            LedgerOracle.mustNotClaimTooMuch(home, sent.size(), WholeAgent.delivered(home));
        }
        int before = acknowledged.size();
        try (WholeAgent agent = WholeAgent.start(home, WholeAgent.flow(home))) {
            try (WholeAgent.Client client = agent.connect()) {
                client.store(List.of(QUIET));
            }
            agent.awaitDelivered(home, QUIET);
            LedgerOracle.mustAnswer(home);
            agent.process().signal("TERM");
            assertThat(agent.process().code()).as(agent.process().output()).isZero();
            assertThat(agent.process().output()).doesNotContain("MR-3013");
        }
        List<String> all = WholeAgent.delivered(home);
        Set<String> delivered = new HashSet<>(all);
        System.out.printf(
                "%d agents killed (seed %d): %d lines acknowledged, %d delivered,"
                        + " %d of them more than once%n",
                RUNS, SEED, before, delivered.size(), all.size() - delivered.size());
        assertThat(before).isGreaterThan(RUNS);
        assertThat(all).doesNotHaveDuplicates();
        assertThat(delivered).contains(QUIET).containsAll(acknowledged);
        LedgerOracle.mustKnowAll(home, delivered.size(), all.size());
        delivered.remove(QUIET);
        assertThat(sent).containsAll(delivered);
    }

    private void sendUntilKilled(WholeAgent agent, int run, int millis) throws Exception {
        List<Started<Integer>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            WholeAgent.Client client = agent.connect();
            int number = i;
            clients.add(Started.call(() -> send(client, run, number)));
        }
        assertThat(agent.process().endsWithin(millis)).isFalse();
        agent.process().kill();
        for (Started<Integer> client : clients) {
            client.result();
        }
    }

    private int send(WholeAgent.Client client, int run, int number) throws Exception {
        int count = 0;
        try (client) {
            while (true) {
                List<String> lines = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    byte[] body = new Payload(run, number, count + i).body();
                    lines.add(new String(body, StandardCharsets.US_ASCII));
                }
                sent.addAll(lines);
                client.send(lines);
                for (String line : lines) {
                    if (!client.isAcknowledged()) {
                        return count;
                    }
                    acknowledged.add(line);
                }
                count += lines.size();
            }
        } catch (IOException gone) {
            return count;
        }
    }
}
