// SPDX-License-Identifier: Apache-2.0
package io.millrace.testing.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.monitor.Monitoring;
import io.millrace.engine.monitor.MonitoringOptions;
import io.millrace.host.Threads;
import io.millrace.host.real.RealHost;
import io.millrace.spec.catalogue.Kind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients that ask for metrics without a pause get answers or are told to come back, and the events
 * do not suffer. Alone in its JVM: it counts threads and bytes.
 */
@Isolated
class ScrapeFloodTest {
    /** More than are served and let wait. */
    private static final int CLIENTS = 100;

    private static final int ROUNDS = 100;

    /** What is answered in all, and how much of that may be held when it is over. */
    private static final long ANSWERED_BYTES = 64L << 20;

    private static final long HELD_BYTES = 16L << 20;

    /** Beside the carriers of virtual threads, of which a machine has one for each core. */
    private static final int THREADS = 16;

    private static final String[] PAGES = {
        "/metrics", "/metrics/prometheus", "/livez?verbose", "/readyz"
    };

    @TempDir Path directory;

    private final SoundFlow sound = new SoundFlow();
    private final Map<String, Integer> answers = new ConcurrentHashMap<>();
    private final AtomicLong answeredBytes = new AtomicLong();

    @Test
    void answersOrTurnsAwayAllAndDeliversAll() throws Exception {
        String text = sound.beside("a1.sources.bad.type = seq\na1.sinks.bad.type = null\n");
        Properties properties = new Properties();
        properties.setProperty("millrace.monitoring.port", "0");
        RealHost host = new RealHost();
        AtomicBoolean done = new AtomicBoolean();
        CountDownLatch ended = new CountDownLatch(CLIENTS);
        try (RunningAgent agent = new RunningAgent("a1", text, directory);
                Monitoring monitoring =
                        Monitoring.start(agent.agent(), MonitoringOptions.from(properties), host);
                HttpClient http =
                        HttpClient.newBuilder()
                                .executor(task ->
                                        host.threads().start(Threads.Kind.VIRTUAL, "http", task))
                                .build()) {
            agent.await("port", () -> monitoring.port() > 0);
            sound.delivers(agent);
            final long heldBefore = heldBytes();
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            threads.resetPeakThreadCount();
            final int threadsBefore = threads.getPeakThreadCount();
            AtomicInteger asked = new AtomicInteger();
            for (int client = 0; client < CLIENTS; client++) {
                host.threads()
                        .start(
                                Threads.Kind.VIRTUAL,
                                "client-" + client,
                                () -> {
                                    while (!done.get()) {
                                        ask(http, monitoring.port(), asked.getAndIncrement());
                                    }
                                    ended.countDown();
                                });
            }
            agent.await("answers", () -> asked.get() > 10 * CLIENTS);
            for (int round = 0; round < ROUNDS; round++) {
                sound.delivers(agent);
            }
            agent.await("so many bytes", () -> answeredBytes.get() > ANSWERED_BYTES);
            sound.delivers(agent);
            done.set(true);
            ended.await();
            assertThat(answers.keySet()).contains("200").isSubsetOf("200", "503 busy, come back");
            assertThat(answers.values().stream().mapToInt(Integer::intValue).sum())
                    .isEqualTo(asked.get());
            assertThat(threads.getPeakThreadCount() - threadsBefore)
                    .isLessThanOrEqualTo(Runtime.getRuntime().availableProcessors() + THREADS);
            assertThat(heldBytes() - heldBefore).isLessThan(HELD_BYTES);
            assertThat(agent.stop()).isTrue();
            long taken = agent.meters(Kind.SOURCE, "bad").eventsOut.value();
            assertThat(taken).isPositive();
            assertThat(agent.meters(Kind.SINK, "bad").eventsOut.value()).isEqualTo(taken);
            assertThat(agent.told()).isEmpty();
        }
    }

    private static long heldBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private void ask(HttpClient http, int port, int number) {
        URI page = URI.create("http://127.0.0.1:" + port + PAGES[number % PAGES.length]);
        String outcome;
        try {
            HttpResponse<String> answer =
                    http.send(
                            HttpRequest.newBuilder(page).build(),
                            HttpResponse.BodyHandlers.ofString());
            answeredBytes.addAndGet(answer.body().length());
            outcome =
                    answer.statusCode() == 200
                            ? answer.body().isEmpty() ? "nothing" : "200"
                            : answer.statusCode() + " " + answer.body().strip();
        } catch (IOException e) {
            outcome = e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            outcome = e.toString();
        }
        answers.merge(outcome, 1, Integer::sum);
    }
}
