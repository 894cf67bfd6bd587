// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.TestAgent;
import io.millrace.host.real.RealHost;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import javax.management.ObjectName;

class MonitoringTest {
    @TempDir Path state;

    private final TestAgent.Deliveries delivered = new TestAgent.Deliveries();
    private final HttpClient client = HttpClient.newHttpClient();
    private TestAgent agent;
    private Monitoring monitoring;

    @BeforeEach
    void start() throws Exception {
        agent =
                new TestAgent(state)
                        .memory("c1", 50)
                        .source("r1", List.of("c1"), out -> out.emit(TestAgent.numbers(0, 30)))
                        .sink("k1", "c1", delivered::take)
                        .start();
        monitoring = Monitoring.start(agent.agent(), options("0"), new RealHost());
        delivered.await(30);
    }

    @AfterEach
    void stop() throws Exception {
        monitoring.close();
        agent.close();
    }

    private static MonitoringOptions options(String port) {
        Properties properties = new Properties();
        properties.setProperty("millrace.monitoring.port", port);
        return MonitoringOptions.from(properties);
    }

    private HttpResponse<String> ask(String method, String path, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + monitoring.port() + path))
                        .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void givesFlumesJsonWithEveryValueAString() throws Exception {
        agent.stop();
        HttpResponse<String> answer = ask("GET", "/metrics");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type"))
                .contains("application/json;charset=utf-8");
        assertThat(answer.body())
                .startsWith("{\"")
                .contains(
                        "\"SOURCE.r1\":{\"EventReceivedCount\":\"30\",\"EventAcceptedCount\":\"30\"")
                .contains("\"CHANNEL.c1\":{\"ChannelSize\":\"0\",\"ChannelCapacity\":\"50\"")
                .contains("\"ChannelFillPercentage\":\"0.0\"")
                .contains("\"EventPutSuccessCount\":\"30\"")
                .contains("\"EventTakeSuccessCount\":\"30\"")
                .contains("\"EventDrainSuccessCount\":\"30\"")
                .contains("\"Type\":\"SINK\"");
        assertThat(ask("POST", "/METRICS").statusCode()).isEqualTo(200);
    }

    @Test
    void answersLikeFlumeToOtherMethodsAndPaths() throws Exception {
        assertThat(ask("GET", "/").body()).contains("/metrics");
        assertThat(ask("GET", "/elsewhere").statusCode()).isEqualTo(404);
        HttpResponse<String> options = ask("OPTIONS", "/metrics");
        assertThat(options.statusCode()).isEqualTo(403);
        assertThat(options.body()).isEmpty();
        assertThat(ask("TRACE", "/metrics").statusCode()).isEqualTo(403);
    }

    @Test
    void givesPrometheusWhatItAsksFor() throws Exception {
        String text =
                ask("GET", "/metrics", "Accept", "text/plain;version=0.0.4;q=0.5,*/*;q=0.1").body();
        assertThat(text)
                .contains(
                        "millrace_source_events_accepted_total{agent=\"a1\",component=\"r1\",type=\"test\"}"
                            + " 30.0")
                .contains(
                        "millrace_sink_events_delivered_total{agent=\"a1\",component=\"k1\",type=\"test\"}"
                            + " 30.0")
                .contains("millrace_channel_capacity_events{")
                .contains("millrace_sink_batch_seconds_bucket{");
        String open =
                ask("GET", "/metrics", "Accept", "application/openmetrics-text;version=1.0.0")
                        .body();
        assertThat(open).contains("# EOF").contains("millrace_source_events_accepted_total");
    }

    @Test
    void saysHowWellTheFlowGoesUnderNamesOfItsOwn() throws Exception {
        agent.stop();
        String labels = "{agent=\"a1\",component=\"c1\",type=\"memory\"}";
        assertThat(ask("GET", "/metrics/prometheus").body())
                .contains("millrace_channel_success_ratio" + labels + " 1.0")
                .contains("millrace_channel_loss_ratio" + labels + " 0.0")
                .contains("millrace_channel_lost_events" + labels + " 0.0")
                .contains("millrace_channel_unknown_events" + labels + " 0.0")
                .contains("millrace_channel_delay_p50_seconds{")
                .contains("millrace_channel_delay_p99_seconds{")
                .contains("millrace_channel_delay_max_seconds{")
                .contains("millrace_channel_delay_seconds_count" + labels + " 30")
                .contains("millrace_channel_utilisation_ratio" + labels + " 0.0")
                .contains("millrace_channel_events_per_second{")
                .contains("millrace_source_events_per_second{")
                .contains("millrace_sink_events_per_second{")
                .contains("millrace_sink_utilisation_ratio{");
        assertThat(ask("GET", "/metrics/millrace").body())
                .contains("\"CHANNEL.c1\":{")
                .contains("\"SuccessRatio\":1.0")
                .contains("\"LossRatio\":0.0")
                .contains("\"UtilisationRatio\":")
                .contains("\"SINK.k1\":{\"EventsPerSecond\":");
        assertThat(ask("GET", "/metrics").body()).doesNotContain("Ratio");
        monitoring.registerNow();
        var server = ManagementFactory.getPlatformMBeanServer();
        ObjectName channel = new ObjectName("io.millrace.channel:type=c1");
        assertThat(server.getAttribute(channel, "SuccessRatio")).isEqualTo(1.0);
        assertThat(server.getAttribute(channel, "LostEvents")).isEqualTo(0L);
        assertThat(
                        server.getMBeanInfo(new ObjectName("org.apache.flume.channel:type=c1"))
                                .getAttributes())
                .noneMatch(attribute -> attribute.getName().endsWith("Ratio"));
    }

    @Test
    void saysHowEveryComponentIs() throws Exception {
        assertThat(ask("GET", "/healthz").statusCode()).isEqualTo(200);
        assertThat(ask("GET", "/readyz").body()).isEqualTo("up\n");
        assertThat(ask("GET", "/livez?verbose").body())
                .contains("source r1: up")
                .contains("channel c1: up")
                .contains("sink k1: up");
    }

    @Test
    void aFloodOfScrapesIsAnsweredInPartAndTheAgentGoesOn() {
        AtomicInteger answered = new AtomicInteger();
        AtomicInteger turnedAway = new AtomicInteger();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        URI uri = URI.create("http://127.0.0.1:" + monitoring.port() + "/metrics");
        for (int i = 0; i < 400; i++) {
            all.add(
                    client.sendAsync(
                                    HttpRequest.newBuilder(uri).build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .thenAccept(answer ->
                                    (answer.statusCode() == 200 ? answered : turnedAway)
                                            .incrementAndGet())
                            // A connection that the flood itself broke is turned away as well.
                            .exceptionally(broken -> {
                                turnedAway.incrementAndGet();
                                return null;
                            }));
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
        assertThat(answered.get()).isPositive();
        assertThat(answered.get() + turnedAway.get()).isEqualTo(400);
        assertThat(agent.agent().status().problems()).isEmpty();
    }

    @Test
    void registersMBeansUnderFlumesNames() throws Exception {
        monitoring.registerNow();
        var server = ManagementFactory.getPlatformMBeanServer();
        ObjectName sink = new ObjectName("org.apache.flume.sink:type=k1");
        agent.stop();
        assertThat(server.getAttribute(sink, "EventDrainSuccessCount")).isEqualTo(30L);
        assertThat(server.getMBeanInfo(sink).getAttributes()).hasSizeGreaterThan(10);
        monitoring.close();
        assertThat(server.isRegistered(sink)).isFalse();
    }

    @Test
    void saysWhenThePortIsTakenAndTheAgentRunsOn() throws Exception {
        try (Monitoring second =
                Monitoring.start(
                        agent.agent(),
                        options(String.valueOf(monitoring.port())),
                        new RealHost())) {
            assertThat(second.port()).isEqualTo(-1);
            assertThat(agent.agent().status().problems())
                    .extracting(told -> told.problem().code())
                    .contains("MR-6204");
        }
    }

    @Test
    void readsFlumesPropertiesAndItsOwn() {
        Properties flume = new Properties();
        flume.setProperty("flume.monitoring.type", "HTTP");
        MonitoringOptions asFlume = MonitoringOptions.from(flume);
        assertThat(asFlume.listen()).contains(new MonitoringOptions.Listen("0.0.0.0", 41414));
        assertThat(asFlume.problems())
                .extracting(problem -> problem.code())
                .containsExactly("MR-6202");
        flume.setProperty("flume.monitoring.type", "ganglia");
        assertThat(MonitoringOptions.from(flume).problems())
                .extracting(problem -> problem.code())
                .containsExactly("MR-6201");
        assertThat(options("70000").problems())
                .extracting(problem -> problem.code())
                .containsExactly("MR-6203");
        assertThat(options("8080").listen())
                .contains(new MonitoringOptions.Listen("127.0.0.1", 8080));
        assertThat(MonitoringOptions.from(new Properties()).listen()).isEmpty();
    }
}
