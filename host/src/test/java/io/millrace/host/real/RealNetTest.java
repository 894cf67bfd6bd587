// SPDX-License-Identifier: Apache-2.0
package io.millrace.host.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.host.Net;
import io.millrace.host.Threads;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

class RealNetTest {
    private static final String HOST = "127.0.0.1";
    private static final Duration LONG = Duration.ofSeconds(50);

    private final Net net = new RealNet();
    private final Threads threads = new RealThreads();

    /** What runs on a thread of its own and may fail. */
    private interface Call<T> {
        T run() throws Exception;
    }

    private <T> CompletableFuture<T> start(Call<T> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        threads.start(
                Threads.Kind.VIRTUAL,
                "peer",
                () -> {
                    try {
                        result.complete(call.run());
                    } catch (Exception failed) {
                        result.completeExceptionally(failed);
                    }
                });
        return result;
    }

    @Test
    void carriesBytesBothWaysUntilEachSideEnds() throws Exception {
        try (Net.Listener listener = net.listen(HOST, 0)) {
            int port = listener.address().getPort();
            assertThat(port).isPositive();
            CompletableFuture<String> peer =
                    start(() -> {
                        try (Net.Connection accepted = listener.accept()) {
                            String got = readAll(accepted);
                            write(accepted, "got " + got);
                            return accepted.remote().getAddress().getHostAddress();
                        }
                    });
            try (Net.Connection connection = net.connect(HOST, port, LONG)) {
                write(connection, "hello");
                connection.shutdownOutput();
                assertThat(readAll(connection)).isEqualTo("got hello");
                assertThat(connection.remote().getPort()).isEqualTo(port);
            }
            assertThat(peer.get(50, TimeUnit.SECONDS)).isEqualTo(HOST);
        }
    }

    @Test
    void endsTheWaitForAConnectionWhenTheListenerCloses() throws Exception {
        Net.Listener listener = net.listen(HOST, 0);
        CompletableFuture<Net.Connection> waiting = start(listener::accept);
        // Proves that the other thread is in accept: it answers.
        net.connect(HOST, listener.address().getPort(), LONG).close();
        waiting.get(50, TimeUnit.SECONDS).close();
        CompletableFuture<Net.Connection> next = start(listener::accept);
        listener.close();
        listener.close();
        assertThatThrownBy(() -> next.get(50, TimeUnit.SECONDS))
                .hasCauseInstanceOf(SocketException.class);
    }

    @Test
    void endsTheWaitForBytesWhenTheConnectionCloses() throws Exception {
        try (Net.Listener listener = net.listen(HOST, 0)) {
            Net.Connection connection = net.connect(HOST, listener.address().getPort(), LONG);
            try (Net.Connection accepted = listener.accept()) {
                CompletableFuture<Integer> first = start(() -> connection.read(new byte[1], 0, 1));
                write(accepted, "x");
                assertThat(first.get(50, TimeUnit.SECONDS)).isEqualTo(1);
                CompletableFuture<Integer> second = start(() -> connection.read(new byte[1], 0, 1));
                connection.close();
                connection.close();
                assertThatThrownBy(() -> second.get(50, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(IOException.class);
                assertThat(accepted.read(new byte[1], 0, 1)).isEqualTo(-1);
            }
        }
    }

    @Test
    void namesTheAddressThatCannotBeBound() throws IOException {
        try (Net.Listener listener = net.listen(HOST, 0)) {
            int port = listener.address().getPort();
            assertThatThrownBy(() -> net.listen(HOST, port))
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining(HOST + ":" + port)
                    .hasMessageContaining("in use");
        }
        assertThatThrownBy(() -> net.listen("192.0.2.1", 0))
                .isInstanceOf(BindException.class)
                .hasMessageContaining("192.0.2.1:0");
    }

    @Test
    void listensOnAPortThatWasJustLeft() throws IOException {
        int port;
        try (Net.Listener first = net.listen(HOST, 0)) {
            port = first.address().getPort();
            try (Net.Connection connection = net.connect(HOST, port, LONG);
                    Net.Connection accepted = first.accept()) {
                write(accepted, "x");
                assertThat(connection.read(new byte[1], 0, 1)).isEqualTo(1);
            }
        }
        try (Net.Listener second = net.listen(HOST, port)) {
            assertThat(second.address().getPort()).isEqualTo(port);
        }
    }

    @Test
    void failsWhereNobodyListens() throws IOException {
        int port;
        try (Net.Listener listener = net.listen(HOST, 0)) {
            port = listener.address().getPort();
        }
        assertThatThrownBy(() -> net.connect(HOST, port, LONG))
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void namesAHostWithoutAddress() {
        assertThatThrownBy(() -> net.listen("name.invalid", 0))
                .isInstanceOf(UnknownHostException.class)
                .hasMessageContaining("name.invalid");
        assertThatThrownBy(() -> net.connect("name.invalid", 1, LONG))
                .isInstanceOf(UnknownHostException.class)
                .hasMessageContaining("name.invalid");
    }

    @Test
    void givesUpConnectingWhenTheTimeIsOver() throws IOException {
        List<Net.Connection> queued = new ArrayList<>();
        // Nobody accepts: when its short queue is full, the next one waits.
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.ofLiteral(HOST))) {
            assertThatThrownBy(
                            () -> {
                                while (queued.size() < 100) {
                                    queued.add(
                                            net.connect(
                                                    HOST,
                                                    full.getLocalPort(),
                                                    Duration.ofMillis(100)));
                                }
                            })
                    .isInstanceOf(SocketTimeoutException.class);
            for (Duration none : List.of(Duration.ZERO, Duration.ofNanos(1), Duration.ofDays(-1))) {
                assertThatThrownBy(() -> net.connect(HOST, full.getLocalPort(), none))
                        .as(none.toString())
                        .isInstanceOf(SocketTimeoutException.class);
            }
        } finally {
            for (Net.Connection connection : queued) {
                connection.close();
            }
        }
    }

    @Test
    void takesAnyTimeForConnecting() throws IOException {
        try (Net.Listener listener = net.listen(HOST, 0);
                Net.Connection connection =
                        net.connect(
                                HOST,
                                listener.address().getPort(),
                                Duration.ofSeconds(Long.MAX_VALUE))) {
            assertThat(connection.remote()).isEqualTo(listener.address());
        }
    }

    private static void write(Net.Connection connection, String text) throws IOException {
        byte[] bytes = (" " + text).getBytes(StandardCharsets.UTF_8);
        connection.write(bytes, 1, bytes.length - 1);
    }

    private static String readAll(Net.Connection connection) throws IOException {
        byte[] buffer = new byte[100];
        int used = 0;
        for (int read = 0; read >= 0; read = connection.read(buffer, used, 100 - used)) {
            used += read;
        }
        return new String(buffer, 0, used, StandardCharsets.UTF_8);
    }
}
