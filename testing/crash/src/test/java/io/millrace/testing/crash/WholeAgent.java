// SPDX-License-Identifier: Apache-2.0
package io.millrace.testing.crash;

import io.millrace.agent.Main;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An agent in a process of its own: lines over TCP, a file channel, files. Its directory outlives
 * it, and the next agent goes on there.
 */
final class WholeAgent implements AutoCloseable {
    private final Forked process;

    private final int port;

    private WholeAgent(Forked process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Lines over TCP into a file channel and from there into the directory {@code out}. */
    static String flow(Path home, String... more) throws IOException {
        return """
        a.sources = r
        a.channels = c
        a.sinks = k
        a.sources.r.type = netcat
        a.sources.r.bind = 127.0.0.1
        a.sources.r.port = %2$d
        a.sources.r.max-line-length = 4096
        a.sources.r.channels = c
        a.channels.c.type = file
        a.channels.c.checkpointDir = %1$s/channel
        a.channels.c.dataDirs = %1$s/channel
        a.channels.c.maxFileSize = 65536
        a.channels.c.minimumRequiredSpace = 0
        a.sinks.k.type = file_roll
        a.sinks.k.sink.directory = %1$s/out
        a.sinks.k.sink.rollInterval = 0
        a.sinks.k.channel = c
        """
                        .formatted(home, freePort())
                + String.join("\n", more)
                + "\n";
    }

    /** The agent does not say which port it took, so the test looks for a free one before. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Where {@link #flow} keeps its events. */
    static Path channel(Path home) {
        return home.resolve("channel");
    }

    static WholeAgent start(Path home, String flow) throws IOException {
        return start(home, flow, "128m", List.of());
    }

    /**
     * Starts one.
     *
     * @param before the command that runs the JVM; empty for none
     */
    static WholeAgent start(
            Path home, String flow, String heap, List<String> before, String... options)
            throws IOException {
        Files.createDirectories(home.resolve("out"));
        Path file = Files.writeString(home.resolve("flume.conf"), flow);
        List<String> words = new ArrayList<>(List.of("agent", "-n", "a", "-f", file.toString()));
        words.addAll(List.of("--log-format", "text"));
        words.addAll(List.of(options));
        List<String> command = new ArrayList<>(before);
        command.addAll(Forked.javaCommand(heap, Main.class, words.toArray(String[]::new)));
        return new WholeAgent(
                Forked.command(
                        Files.createTempFile(home, "log", ".txt"),
                        command,
                        Map.of("STATE_DIRECTORY", home.resolve("state").toString())),
                port(flow));
    }

    private static int port(String flow) {
        Matcher port = Pattern.compile("\\.port = (\\d+)").matcher(flow);
        return port.find() ? Integer.parseInt(port.group(1)) : -1;
    }

    Forked process() {
        return process;
    }

    /** Waits until it takes lines. */
    Client connect() throws IOException, InterruptedException {
        process.await(" runs: ");
        List<Socket> connected = new ArrayList<>();
        process.awaitOutput(log -> {
            try {
                connected.add(new Socket(InetAddress.getLoopbackAddress(), port));
                return true;
            } catch (IOException notYet) {
                return false;
            }
        });
        return new Client(connected.getFirst());
    }

    /** Stores a line, again and again while the channel is not open. */
    void storeAtLast(Client client, String line) throws IOException, InterruptedException {
        process.awaitOutput(log -> {
            try {
                client.send(List.of(line));
                return client.isAcknowledged();
            } catch (IOException gone) {
                throw new AssertionError(gone);
            }
        });
    }

    /** All whole lines in the files that it wrote, those of agents before included. */
    static List<String> delivered(Path home) throws IOException {
        List<String> lines = new ArrayList<>();
        List<Path> files;
        try (var all = Files.list(home.resolve("out"))) {
            files = all.filter(file -> !file.getFileName().toString().startsWith(".")).toList();
        }
        for (Path file : files) {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            int end = text.lastIndexOf('\n');
            if (end > 0) {
                lines.addAll(List.of(text.substring(0, end).split("\n")));
            }
        }
        return lines;
    }

    /** Waits until so many different lines were delivered. */
    void awaitDelivered(Path home, int count) throws IOException, InterruptedException {
        process.awaitOutput(log -> {
            try {
                return delivered(home).stream().distinct().count() >= count;
            } catch (IOException gone) {
                throw new AssertionError(gone);
            }
        });
    }

    /** Waits until a line was delivered; one sink writes all lines in the order of the channel. */
    void awaitDelivered(Path home, String line) throws IOException, InterruptedException {
        process.awaitOutput(log -> {
            try {
                return delivered(home).contains(line);
            } catch (IOException gone) {
                throw new AssertionError(gone);
            }
        });
    }

    @Override
    public void close() {
        process.close();
    }

    /** Somebody who sends lines and waits for the answers. */
    static final class Client implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader answers;

        Client(Socket socket) throws IOException {
            this.socket = socket;
            this.answers =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.ISO_8859_1));
        }

        void send(List<String> lines) throws IOException {
            String text = String.join("\n", lines) + "\n";
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        /** Whether the next line was acknowledged; false also if the agent is gone. */
        boolean isAcknowledged() {
            try {
                return "OK".equals(answers.readLine());
            } catch (IOException gone) {
                return false;
            }
        }

        /** Sends and waits; fails unless all are acknowledged. */
        void store(List<String> lines) throws IOException {
            send(lines);
            for (String line : lines) {
                String answer = answers.readLine();
                if (!"OK".equals(answer)) {
                    throw new IOException(line + " was answered with " + answer);
                }
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
