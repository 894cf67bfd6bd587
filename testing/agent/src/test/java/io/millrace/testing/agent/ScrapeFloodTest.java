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

import java.io.IOException;
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

/** Clients that ask for metrics without a pause get answers, and the events do not suffer. */
class ScrapeFloodTest {
    private static final int CLIENTS = 6;
    private static final int ROUNDS = 100;
    private static final String[] PAGES = {
        "/metrics", "/metrics/prometheus", "/livez?verbose", "/readyz"
    };

    @TempDir Path directory;

    private final SoundFlow sound = new SoundFlow();
    private final Map<String, Integer> answers = new ConcurrentHashMap<>();

    @Test
    void answersAllAndDeliversAll() throws Exception {
        String text = sound.beside("a1.sources.bad.type = seq\na1.sinks.bad.type = null\n");
        Properties properties = new Properties();
        properties.setProperty("millrace.monitoring.port", "0");
        RealHost host = new RealHost();
        AtomicBoolean done = new AtomicBoolean();
        CountDownLatch ended = new CountDownLatch(CLIENTS);
        try (RunningAgent agent = new RunningAgent("a1", text, directory);
                Monitoring monitoring =
                        Monitoring.start(agent.agent(), MonitoringOptions.from(properties), host);
                HttpClient http = HttpClient.newHttpClient()) {
            agent.await("port", () -> monitoring.port() > 0);
            AtomicInteger asked = new AtomicInteger();
            for (int client = 0; client < CLIENTS; client++) {
                host.threads()
                        .start(
                                Threads.Kind.PLATFORM,
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
            done.set(true);
            ended.await();
            assertThat(answers.keySet()).containsExactly("200");
            assertThat(answers.get("200")).isEqualTo(asked.get());
            assertThat(agent.stop()).isTrue();
            long taken = agent.meters(Kind.SOURCE, "bad").eventsOut.value();
            assertThat(taken).isPositive();
            assertThat(agent.meters(Kind.SINK, "bad").eventsOut.value()).isEqualTo(taken);
            assertThat(agent.told()).isEmpty();
        }
    }

    private void ask(HttpClient http, int port, int number) {
        URI page = URI.create("http://127.0.0.1:" + port + PAGES[number % PAGES.length]);
        String outcome;
        try {
            HttpResponse<String> answer =
                    http.send(
                            HttpRequest.newBuilder(page).build(),
                            HttpResponse.BodyHandlers.ofString());
            outcome = answer.body().isEmpty() ? "nothing" : "" + answer.statusCode();
        } catch (IOException e) {
            outcome = e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            outcome = e.toString();
        }
        answers.merge(outcome, 1, Integer::sum);
    }
}
