// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.netcat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.frame.Batch;
import io.millrace.frame.Event;
import io.millrace.host.Net;
import io.millrace.host.real.RealHost;
import io.millrace.spi.ChannelFullException;
import io.millrace.spi.ProblemException;
import io.millrace.spi.RefusedException;
import io.millrace.testkit.RecordingEmitter;
import io.millrace.testkit.RunningSource;
import io.millrace.testkit.TestContext;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

class NetcatSourceTest {
    private static final String TOO_LONG =
            "FAILED: Event exceeds the maximum length (512 chars, including newline)\n";

    private final TestContext context = TestContext.named("n1");
    private final RecordingEmitter out = new RecordingEmitter();
    private final List<Net.Connection> clients = new ArrayList<>();
    private RunningSource running;
    private NetcatSource source;

    @AfterEach
    void end() throws IOException {
        for (Net.Connection client : clients) {
            client.close();
        }
        if (running != null) {
            running.close();
        }
    }

    private static NetcatConfig config(boolean acks, Charset encoding, int maxConnections) {
        return new NetcatConfig("127.0.0.1", 0, 512, acks, encoding, maxConnections);
    }

    private void start(NetcatConfig config) throws Exception {
        source = new NetcatSource(config, context);
        running = RunningSource.start(source, out);
    }

    private void start() throws Exception {
        start(config(true, StandardCharsets.UTF_8, 100));
    }

    private Net.Connection connect() throws IOException {
        Net.Connection client =
                new RealHost()
                        .net()
                        .connect("127.0.0.1", source.address().getPort(), Duration.ofSeconds(10));
        clients.add(client);
        return client;
    }

    private static void send(Net.Connection client, String text) throws IOException {
        send(client, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void send(Net.Connection client, byte[] bytes) throws IOException {
        client.write(bytes, 0, bytes.length);
    }

    private static String receive(Net.Connection client, int length) throws IOException {
        byte[] bytes = new byte[length];
        int read = 0;
        while (read < length) {
            int count = client.read(bytes, read, length - read);
            if (count < 0) {
                break;
            }
            read += count;
        }
        return new String(bytes, 0, read, StandardCharsets.UTF_8);
    }

    /** All that comes until the source closes the connection. */
    private static String receiveAll(Net.Connection client) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] bytes = new byte[4096];
        for (int read = client.read(bytes, 0, 4096); read >= 0; ) {
            all.write(bytes, 0, read);
            read = client.read(bytes, 0, 4096);
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    @Test
    void answersALineOnceItIsTaken() throws Exception {
        start();
        Net.Connection client = connect();
        send(client, "hello\r\n");
        assertThat(receive(client, 3)).isEqualTo("OK\n");
        assertThat(out.texts()).containsExactly("hello\r");
        send(client, "\n");
        assertThat(receive(client, 3)).isEqualTo("OK\n");
        assertThat(out.texts()).containsExactly("hello\r", "");
    }

    @Test
    void handsOverTogetherWhatArrivesTogetherAndAnswersEach() throws Exception {
        start();
        out.block();
        Net.Connection client = connect();
        send(client, "first\n");
        out.awaitBlocked();
        List<String> lines = IntStream.range(0, 900).mapToObj(i -> "line " + i).toList();
        send(client, String.join("\n", lines) + "\n");
        out.unblock();
        assertThat(receive(client, 3 * 901)).isEqualTo("OK\n".repeat(901));
        assertThat(out.texts().subList(1, 901)).isEqualTo(lines);
        assertThat(out.batches()).hasSizeLessThan(10);
        assertThat(out.batches()).allMatch(batch -> batch.runs().getFirst().block().verifyBodies());
    }

    @Test
    void saysNothingToAcceptedLinesWithoutAcks() throws Exception {
        start(config(false, StandardCharsets.UTF_8, 100));
        Net.Connection client = connect();
        send(client, "taken\n");
        out.awaitEvents(1);
        out.refuseNext(new RefusedException("interceptor i1 failed\nbadly", null));
        send(client, "refused\n");
        String answer = "FAILED: interceptor i1 failed badly\n";
        assertThat(receive(client, answer.length())).isEqualTo(answer);
        assertThat(out.texts()).containsExactly("taken");
    }

    @Test
    void refusesOnlyTheLinesForWhichThereIsNoRoom() throws Exception {
        start();
        out.block();
        Net.Connection client = connect();
        send(client, "a\n");
        out.awaitBlocked();
        send(client, "b\nc\nd\ne\n");
        // b to e, b and c, then b alone find no room.
        out.refuseNext(new ChannelFullException("c1", "no room for a"));
        for (int i = 0; i < 3; i++) {
            out.refuseNext(new ChannelFullException("c1", "no room"));
        }
        out.unblock();
        assertThat(receive(client, 22 + 16 + 9))
                .isEqualTo("FAILED: no room for a\nFAILED: no room\nOK\nOK\nOK\n");
        assertThat(out.texts()).containsExactly("c", "d", "e");
    }

    @Test
    void handsOverNoMoreThanIsAcceptedAsAWhole() throws Exception {
        start();
        out.limitBatches(2);
        Net.Connection client = connect();
        send(client, "a\nb\nc\nd\ne\n");
        assertThat(receive(client, 15)).isEqualTo("OK\n".repeat(5));
        assertThat(out.texts()).containsExactly("a", "b", "c", "d", "e");
        assertThat(out.batches()).extracting(batch -> batch.size()).allMatch(size -> size <= 2);
    }

    @Test
    void countsCharactersAndTheLineFeed() throws Exception {
        start();
        Net.Connection client = connect();
        String longest = "ä".repeat(511);
        send(client, longest + "\n");
        assertThat(receive(client, 3)).isEqualTo("OK\n");
        assertThat(out.texts()).containsExactly(longest);
        send(client, "before\n" + "ä".repeat(512) + "\nafter\n");
        assertThat(receiveAll(client)).isEqualTo("OK\n" + TOO_LONG);
        assertThat(out.texts()).containsExactly(longest, "before");
    }

    @Test
    void countsACharacterBeyondTheFirstPlaneAsTwo() throws Exception {
        start();
        Net.Connection client = connect();
        String longest = "\uD83D\uDE00".repeat(255);
        send(client, longest + "\n" + longest + "xx\n");
        assertThat(receiveAll(client)).isEqualTo("OK\n" + TOO_LONG);
        assertThat(out.texts()).containsExactly(longest);
    }

    @Test
    void endsALineThatGrowsTooLongBeforeItsEnd() throws Exception {
        start();
        Net.Connection client = connect();
        send(client, "x".repeat(511));
        send(client, "x");
        assertThat(receiveAll(client)).isEqualTo(TOO_LONG);
        assertThat(out.texts()).isEmpty();
    }

    @Test
    void joinsALineThatComesInPieces() throws Exception {
        start();
        Net.Connection client = connect();
        for (String piece : "p i e c e s\n".split("")) {
            send(client, piece);
        }
        assertThat(receive(client, 3)).isEqualTo("OK\n");
        assertThat(out.texts()).containsExactly("p i e c e s");
    }

    @Test
    void takesLongLinesWhenAllowed() throws Exception {
        start(new NetcatConfig("127.0.0.1", 0, 1_000_001, true, StandardCharsets.UTF_8, 10));
        Net.Connection client = connect();
        String line = "€".repeat(1_000_000);
        send(client, line + "\nshort\n");
        assertThat(receive(client, 6)).isEqualTo("OK\nOK\n");
        assertThat(out.texts()).containsExactly(line, "short");
    }

    @Test
    void dropsWhatHasNoLineFeedAtTheEnd() throws Exception {
        start();
        Net.Connection client = connect();
        send(client, "whole\npart");
        client.shutdownOutput();
        assertThat(receiveAll(client)).isEqualTo("OK\n");
        assertThat(out.texts()).containsExactly("whole");
    }

    @Test
    void keepsBytesThatAreNoUtf8() throws Exception {
        start();
        Net.Connection client = connect();
        send(client, new byte[] {(byte) 0xFF, 0, (byte) 0xC3, '\n'});
        assertThat(receive(client, 3)).isEqualTo("OK\n");
        assertThat(out.events()).extracting(Event::body).hasSize(1);
        assertThat(out.events().getFirst().body()).containsExactly(0xFF, 0, 0xC3);
    }

    @Test
    void turnsOtherEncodingsIntoUtf8() throws Exception {
        start(config(true, StandardCharsets.ISO_8859_1, 10));
        Net.Connection client = connect();
        send(client, "Grüße\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(receive(client, 3)).isEqualTo("OK\n");
        assertThat(out.texts()).containsExactly("Grüße");
    }

    @Test
    void turnsUtf16IntoUtf8ByteByByte() throws Exception {
        start(config(true, StandardCharsets.UTF_16LE, 10));
        Net.Connection client = connect();
        for (byte one : "a\uD83D\uDE00ਊ\nb\n".getBytes(StandardCharsets.UTF_16LE)) {
            send(client, new byte[] {one});
        }
        assertThat(receive(client, 6)).isEqualTo("OK\nOK\n");
        assertThat(out.texts()).containsExactly("a\uD83D\uDE00ਊ", "b");
    }

    @Test
    void turnsAwayClientsBeyondTheLimit() throws Exception {
        start(config(true, StandardCharsets.UTF_8, 1));
        Net.Connection first = connect();
        send(first, "a\n");
        assertThat(receive(first, 3)).isEqualTo("OK\n");
        assertThat(receiveAll(connect())).isEqualTo("FAILED: too many connections\n");
        send(first, "b\n");
        assertThat(receive(first, 3)).isEqualTo("OK\n");
        assertThat(context.codes()).containsExactly("MR-2012");
        assertThat(context.meters().value("connections_open")).isEqualTo(1);
    }

    @Test
    void explainsAPortThatIsInUse() throws Exception {
        start();
        int port = source.address().getPort();
        NetcatSource second =
                new NetcatSource(
                        new NetcatConfig("127.0.0.1", port, 512, true, StandardCharsets.UTF_8, 1),
                        context);
        assertThatThrownBy(second::open)
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("MR-2010")
                .hasMessageContaining("127.0.0.1:" + port);
    }

    @Test
    void warnsWhenEverybodyCanConnect() throws Exception {
        source =
                new NetcatSource(
                        new NetcatConfig("0.0.0.0", 0, 512, true, StandardCharsets.UTF_8, 1),
                        context);
        source.open();
        source.close();
        assertThat(context.codes()).containsExactly("MR-2013");
    }

    @Test
    void reportsWhenItCannotAccept() throws Exception {
        RealHost real = new RealHost();
        BrokenListener broken = new BrokenListener();
        TestContext other =
                context.with(new RealHost(real.clock(), real.threads(), real.disk(), broken));
        running =
                RunningSource.start(
                        new NetcatSource(config(true, StandardCharsets.UTF_8, 1), other), out);
        while (other.codes().isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(other.codes()).contains("MR-2011");
        running.stop();
    }

    @Test
    void answersWhatIsInHandBeforeItStops() throws Exception {
        start();
        Net.Connection idle = connect();
        send(idle, "idle\n");
        assertThat(receive(idle, 3)).isEqualTo("OK\n");
        out.block();
        Net.Connection busy = connect();
        send(busy, "busy\n");
        out.awaitBlocked();
        source.stop();
        assertThat(receiveAll(idle)).isEmpty();
        out.unblock();
        assertThat(receiveAll(busy)).isEqualTo("OK\n");
        running.awaitEnd();
        assertThat(running.failure()).isNull();
        assertThat(out.texts()).containsExactly("idle", "busy");
    }

    @Test
    void holdsNoBatchForAClientThatDoesNotReadItsAnswers() throws Exception {
        start();
        Net.Connection deaf = connect();
        RealHost real = new RealHost();
        Thread sender =
                real.threads()
                        .start(
                                io.millrace.host.Threads.Kind.VIRTUAL,
                                "deaf client",
                                () -> {
                                    try {
                                        byte[] lines =
                                                "x\n".repeat(4000).getBytes(StandardCharsets.UTF_8);
                                        while (!Thread.currentThread().isInterrupted()) {
                                            send(deaf, lines);
                                        }
                                    } catch (IOException closed) {
                                        Thread.currentThread().interrupt();
                                    }
                                });
        // Until the answers of one no longer fit its socket, others are served all the same.
        out.awaitEvents(20_000);
        Net.Connection other = connect();
        send(other, "other\n");
        assertThat(receive(other, 3)).isEqualTo("OK\n");
        source.stop();
        source.close();
        running.awaitEnd();
        deaf.close();
        assertThat(real.threads().join(sender, Duration.ofSeconds(30))).isTrue();
    }

    @Test
    void servesManyClientsAtOnceInTheirOwnOrder() throws Exception {
        start();
        int many = 50;
        for (int i = 0; i < many; i++) {
            connect();
        }
        for (int line = 0; line < 20; line++) {
            for (int i = 0; i < many; i++) {
                send(clients.get(i), i + ":" + line + "\n");
            }
        }
        for (Net.Connection client : clients) {
            assertThat(receive(client, 60)).isEqualTo("OK\n".repeat(20));
        }
        for (int i = 0; i < many; i++) {
            String prefix = i + ":";
            assertThat(out.texts().stream().filter(text -> text.startsWith(prefix)))
                    .containsExactlyElementsOf(
                            IntStream.range(0, 20).mapToObj(line -> prefix + line).toList());
        }
        assertThat(out.batches().stream().mapToInt(Batch::size).sum()).isEqualTo(many * 20);
    }
}
