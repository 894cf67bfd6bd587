// SPDX-License-Identifier: Apache-2.0
package io.millrace.compat.conformance;

import io.millrace.compat.peer.FlumeMetrics;
import io.millrace.compat.peer.JavaProcess;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One of the two agents.
 *
 * @param name for messages
 * @param process it runs in
 * @param monitoringPort of its HTTP monitoring
 * @param out where its sinks write
 * @param ports of its sources, by the names that the configuration gives them
 */
record Side(
        String name, JavaProcess process, int monitoringPort, Path out, Map<String, Integer> ports)
        implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int TIMEOUT_MILLIS = 30_000;

    /** Returns when the monitoring knows the components and the ports take connections. */
    void awaitReady(List<String> components) throws IOException, InterruptedException {
        process.await(
                "components " + components + " and ports " + ports,
                LIMIT,
                () ->
                        FlumeMetrics.isListening(monitoringPort)
                                && metrics().keySet().containsAll(components)
                                && ports.values().stream().allMatch(FlumeMetrics::isListening));
    }

    Map<String, Map<String, String>> metrics() throws IOException {
        return FlumeMetrics.read(monitoringPort);
    }

    /** Returns when a number of the monitoring is at least this. */
    void await(String component, String attribute, long atLeast)
            throws IOException, InterruptedException {
        process.await(
                component + " " + attribute + " " + atLeast,
                LIMIT,
                () -> Long.parseLong(metrics().get(component).get(attribute)) >= atLeast);
    }

    /** Sends all of it over one connection, closes its half, and returns all that came back. */
    byte[] send(String port, byte[] input) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), ports.get(port))) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(input);
            socket.shutdownOutput();
            return socket.getInputStream().readAllBytes();
        }
    }

    /** The visible files of a directory below {@link #out}, in the order they were made. */
    List<Path> files(String directory) throws IOException {
        try (Stream<Path> files = Files.list(out.resolve(directory))) {
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted(
                            Comparator.comparingInt((Path file) -> file.toString().length())
                                    .thenComparing(Comparator.naturalOrder()))
                    .toList();
        }
    }

    /** What is in the files, one after the other. */
    byte[] bytes(String directory) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Path file : files(directory)) {
            all.write(Files.readAllBytes(file));
        }
        return all.toByteArray();
    }

    @Override
    public void close() {
        process.close();
    }
}
