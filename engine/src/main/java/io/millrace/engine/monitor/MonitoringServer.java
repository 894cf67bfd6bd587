// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.monitor;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.millrace.engine.Agent;
import io.millrace.engine.AgentStatus;
import io.millrace.host.Threads;
import io.millrace.spi.Health;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Semaphore;

/**
 * Serves the views over HTTP. However many clients ask however often, a few requests are answered
 * at a time and the others are told to come back, so that the data path keeps its cores.
 */
final class MonitoringServer implements AutoCloseable {
    private static final int AT_ONCE = 2;
    private static final int WAITING = 64;
    private static final String JSON = "application/json;charset=utf-8";
    private static final String HTML = "text/html;charset=utf-8";
    private static final String TEXT = "text/plain;charset=utf-8";

    private final Agent agent;
    private final HttpServer server;
    private final Semaphore answering = new Semaphore(AT_ONCE);
    private final Semaphore admitted = new Semaphore(AT_ONCE + WAITING);

    /** Binds and serves. */
    MonitoringServer(Agent agent, MonitoringOptions.Listen listen, Threads threads)
            throws IOException {
        this.agent = agent;
        this.server = HttpServer.create(new InetSocketAddress(listen.host(), listen.port()), 128);
        server.setExecutor(task -> threads.start(Threads.Kind.VIRTUAL, "monitoring", task));
        server.createContext("/", this::handle);
        server.start();
    }

    /** The port that is bound. */
    int port() {
        return server.getAddress().getPort();
    }

    private record Answer(int status, String type, byte[] body) {
        static Answer of(int status, String type, String body) {
            return new Answer(status, type, body.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer;
            if (!admitted.tryAcquire()) {
                answer = Answer.of(503, TEXT, "busy, come back\n");
            } else {
                try {
                    answering.acquire();
                    try {
                        answer = answer(exchange);
                    } finally {
                        answering.release();
                    }
                } catch (InterruptedException stop) {
                    Thread.currentThread().interrupt();
                    answer = Answer.of(503, TEXT, "stopping\n");
                } finally {
                    admitted.release();
                }
            }
            send(exchange, answer);
        }
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        if (!answer.type().isEmpty()) {
            exchange.getResponseHeaders().set("Content-Type", answer.type());
        }
        boolean head = exchange.getRequestMethod().equals("HEAD");
        int length = answer.body().length;
        exchange.sendResponseHeaders(answer.status(), head || length == 0 ? -1 : length);
        if (!head && length > 0) {
            exchange.getResponseBody().write(answer.body());
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        String method = exchange.getRequestMethod();
        if (method.equals("TRACE") || method.equals("OPTIONS")) {
            return Answer.of(403, "", "");
        }
        String query = exchange.getRequestURI().getQuery();
        return switch (exchange.getRequestURI().getPath().toLowerCase(Locale.ROOT)) {
            case "/" -> Answer.of(200, HTML, "<a href='/metrics'>Metrics</a>\n");
            case "/metrics" -> metrics(exchange);
            case "/metrics/prometheus" -> prometheus(false);
            case "/metrics/millrace" -> Answer.of(200, JSON, OwnView.json(agent.meters()));
            case "/healthz" -> Answer.of(200, TEXT, "ok\n");
            case "/readyz" -> health(false);
            case "/livez" -> health(query != null && query.contains("verbose"));
            default ->
                    Answer.of(404, TEXT, "no such page; see /metrics, /readyz, /livez?verbose\n");
        };
    }

    private Answer metrics(HttpExchange exchange) throws IOException {
        String accept =
                String.join(
                        ",",
                        exchange.getRequestHeaders().getOrDefault("Accept", java.util.List.of()));
        if (accept.contains("application/openmetrics-text")) {
            return prometheus(true);
        }
        // A browser and curl accept anything and get what Flume gives; Prometheus asks for version
        // 0.0.4.
        if (accept.contains("text/plain") && accept.contains("version=0.0.4")) {
            return prometheus(false);
        }
        return Answer.of(200, JSON, FlumeJson.of(FlumeView.groups(agent.meters(), agent.status())));
    }

    private Answer prometheus(boolean openMetrics) throws IOException {
        return new Answer(
                200,
                PrometheusText.contentType(openMetrics),
                PrometheusText.of(agent.meters(), agent.status(), openMetrics));
    }

    private Answer health(boolean verbose) {
        AgentStatus status = agent.status();
        Health.State worst = status.worst();
        StringBuilder text = new StringBuilder();
        text.append(worst.name().toLowerCase(Locale.ROOT)).append('\n');
        if (verbose) {
            for (AgentStatus.ComponentStatus component : status.components()) {
                text.append(component.kind().name().toLowerCase(Locale.ROOT))
                        .append(' ')
                        .append(component.name())
                        .append(": ")
                        .append(component.health().state().name().toLowerCase(Locale.ROOT))
                        .append(component.health().reason().isEmpty() ? "" : ", ")
                        .append(component.health().reason())
                        .append('\n');
            }
        }
        return Answer.of(worst == Health.State.DOWN ? 503 : 200, TEXT, text.toString());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
