// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.config.DeadLetterSettings;
import io.millrace.engine.deadletter.DeadLetter;
import io.millrace.engine.deadletter.DeadLetterRequest;
import io.millrace.engine.deadletter.DeadLetterRequest.Action;
import io.millrace.engine.ledger.LedgerCheck;
import io.millrace.engine.ledger.LedgerContents;
import io.millrace.engine.ledger.LedgerFigures;
import io.millrace.frame.Batch;
import io.millrace.frame.Event;
import io.millrace.host.Host;
import io.millrace.host.real.RealHost;
import io.millrace.spec.catalogue.Kind;
import io.millrace.spi.Delivery;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/** How dead letters come back into their channel. */
class ReplayTest {
    @TempDir Path state;

    private final Host host = new RealHost();
    private final TestAgent.Deliveries delivered = new TestAgent.Deliveries();
    private final BlockingQueue<Event> replayed = new LinkedBlockingQueue<>();
    private final AtomicBoolean mended = new AtomicBoolean();

    private List<DeadLetter> letters() {
        return KeptLetters.in(state);
    }

    private boolean noRequestWaits() {
        try (var files = Files.list(state.resolve("requests"))) {
            return files.findAny().isEmpty();
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    /** Rejects what begins with "bad" until it is mended. */
    private Delivery write(Batch batch) {
        List<Delivery.Range> good = new ArrayList<>();
        List<Delivery.Rejected> bad = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            Event event = batch.event(i);
            if (!mended.get() && event.text().startsWith("bad")) {
                bad.add(new Delivery.Rejected(i, "bad"));
            } else {
                if (event.header(DeadLetter.REPLAYS) != null) {
                    replayed.add(event);
                }
                delivered.take(batch.slice(i, i + 1));
                good.add(new Delivery.Range(i, i + 1));
            }
        }
        return new Delivery.Partly(good, bad, Duration.ZERO);
    }

    private TestAgent start(DeadLetterSettings settings, String... bodies) throws Exception {
        return new TestAgent(state)
                .deadLetters(settings)
                .memory("c1", 100)
                .source(
                        "r1",
                        List.of("c1"),
                        out -> {
                            if (bodies.length > 0) {
                                out.emit(TestAgent.batch(bodies));
                            }
                        })
                .sink("k1", "c1", this::write)
                .start();
    }

    private void ask(Action action, Long... numbers) throws IOException {
        DeadLetterRequest.of(action, "c1", List.of(numbers)).leave(host.disk(), state, "r");
    }

    @Test
    void replaysWhatAnOperatorAsksForWhileTheAgentRuns() throws Exception {
        try (TestAgent agent = start(DeadLetterSettings.DEFAULT, "bad 0", "bad 1", "bad 2", "ok")) {
            TestAgent.await(() -> letters().size() == 3);
            assertThat(delivered.await(1)).containsExactly("ok");
            mended.set(true);
            ask(Action.REPLAY, 0L, 2L);
            assertThat(delivered.await(2)).containsExactly("bad 0", "bad 2");
            TestAgent.await(this::noRequestWaits);
            TestAgent.await(() -> letters().size() == 1);
            assertThat(letters().getFirst().event().text()).isEqualTo("bad 1");
            assertThat(replayed)
                    .allSatisfy(event ->
                            assertThat(event.headers())
                                    .containsOnly(java.util.Map.entry(DeadLetter.REPLAYS, "1")));
            assertThat(
                            agent.agent()
                                    .meters()
                                    .component(Kind.CHANNEL, "memory", "c1")
                                    .value("dead_letters_replayed_total"))
                    .isEqualTo(2);
            assertThat(agent.stop()).isTrue();
        }
        assertThat(delivered.isEmpty()).isTrue();
    }

    @Test
    void replaysAtTheNextStartWhatWasAskedForMeanwhile() throws Exception {
        try (TestAgent agent = start(DeadLetterSettings.DEFAULT, "bad 0", "bad 1")) {
            TestAgent.await(() -> agent.meters(Kind.SINK, "k1").eventsRejected.value() == 2);
            assertThat(agent.stop()).isTrue();
        }
        ask(Action.REPLAY, 0L, 1L);
        mended.set(true);
        try (TestAgent agent = start(DeadLetterSettings.DEFAULT)) {
            assertThat(delivered.await(2)).containsExactly("bad 0", "bad 1");
            TestAgent.await(this::noRequestWaits);
            assertThat(agent.stop()).isTrue();
        }
        assertThat(letters()).isEmpty();
        LedgerContents ledger = LedgerContents.read(host.disk(), state);
        LedgerFigures figures = LedgerFigures.of(ledger.accounts().get("c1"), LedgerFigures.ALWAYS);
        assertThat(figures.due()).isEqualTo(2);
        assertThat(figures.taken()).isEqualTo(4);
        assertThat(figures.delivered()).isEqualTo(2);
        assertThat(figures.deadLetters()).isZero();
        assertThat(figures.successRate()).hasValue(1);
        assertThat(LedgerCheck.findings(ledger)).isEmpty();
    }

    @Test
    void whatIsRefusedAgainIsADeadLetterAgainAndSaysHowOftenItWasReplayed() throws Exception {
        try (TestAgent agent = start(DeadLetterSettings.DEFAULT, "bad 0")) {
            TestAgent.await(() -> letters().size() == 1);
            ask(Action.REPLAY, 0L);
            TestAgent.await(() -> letters().size() == 1 && letters().getFirst().sequence() == 1);
            assertThat(letters().getFirst().replays()).isEqualTo(1);
            assertThat(letters().getFirst().headers()).isEmpty();
            assertThat(agent.stop()).isTrue();
        }
    }

    @Test
    void discardsWhatAnOperatorGivesUp() throws Exception {
        try (TestAgent agent = start(DeadLetterSettings.DEFAULT, "bad 0", "bad 1")) {
            TestAgent.await(() -> letters().size() == 2);
            ask(Action.DISCARD, 1L);
            TestAgent.await(() -> letters().size() == 1);
            assertThat(agent.stop()).isTrue();
        }
        assertThat(letters()).extracting(letter -> letter.event().text()).containsExactly("bad 0");
        assertThat(delivered.isEmpty()).isTrue();
    }

    @Test
    void keepsARequestThatItCannotCarryOutAndSaysWhy() throws Exception {
        DeadLetterRequest.of(Action.REPLAY, "nowhere", List.of(1L)).leave(host.disk(), state, "r");
        try (TestAgent agent = start(DeadLetterSettings.DEFAULT, "bad 0")) {
            TestAgent.await(() ->
                    agent.agent().status().problems().stream()
                            .anyMatch(told ->
                                    told.problem().code().equals("MR-6056")
                                            && told.problem().what().contains("nowhere")));
            assertThat(agent.stop()).isTrue();
        }
        assertThat(noRequestWaits()).isFalse();
    }

    @Test
    void replaysByItselfWhenTheFaultSeemsOverButNotForEver() throws Exception {
        DeadLetterSettings twice = new DeadLetterSettings(3, 1 << 20, false, 2, Duration.ZERO);
        BlockingQueue<String> input = new LinkedBlockingQueue<>();
        try (TestAgent agent =
                new TestAgent(state)
                        .deadLetters(twice)
                        .memory("c1", 100)
                        .source(
                                "r1",
                                List.of("c1"),
                                out -> {
                                    while (true) {
                                        out.emit(TestAgent.batch(input.take()));
                                    }
                                })
                        .sink("k1", "c1", this::write)
                        .start()) {
            input.add("bad 0");
            for (int replays = 0; replays <= 2; replays++) {
                int wanted = replays;
                TestAgent.await(
                        () -> letters().size() == 1 && letters().getFirst().replays() == wanted);
                // Only what is delivered shows that the fault may be over.
                input.add("ok");
                assertThat(delivered.await(1)).containsExactly("ok");
            }
            mended.set(true);
            input.add("ok");
            assertThat(delivered.await(1)).containsExactly("ok");
            assertThat(agent.stop()).isTrue();
            assertThat(letters())
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.replays()).isEqualTo(2));
            assertThat(agent.meters(Kind.SINK, "k1").eventsRejected.value()).isEqualTo(3);
        }
    }
}
