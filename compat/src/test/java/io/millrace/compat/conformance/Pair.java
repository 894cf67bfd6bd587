// SPDX-License-Identifier: Apache-2.0
package io.millrace.compat.conformance;

import io.millrace.compat.peer.FlumeProcess;
import io.millrace.compat.peer.JavaProcess;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Apache Flume and Millrace with one configuration, in which {@code @OUT@} is a directory and
 * {@code @PORT:name@} a port, different for each of the two. A directory below {@code @OUT@} that
 * is named there exists.
 */
final class Pair implements AutoCloseable {
    static final String AGENT = "a";

    private static final Pattern PORT = Pattern.compile("@PORT:(\\w+)@");
    private static final Pattern DIRECTORY = Pattern.compile("@OUT@/(\\w+)");
    private static final Pattern NAMED = Pattern.compile("(?m)^a\\.(channels|sinks) *= *(.*)$");

    private final Side flume;
    private final Side millrace;

    private Pair(Side flume, Side millrace) {
        this.flume = flume;
        this.millrace = millrace;
    }

    /** Starts both, and returns when every channel, every sink and every port is there. */
    static Pair start(Path directory, String configuration)
            throws IOException, InterruptedException {
        Side flume = flume(Files.createDirectories(directory.resolve("flume")), configuration);
        try {
            Side millrace =
                    millrace(Files.createDirectories(directory.resolve("millrace")), configuration);
            Pair pair = new Pair(flume, millrace);
            for (Side side : pair.sides()) {
                side.awaitReady(monitored(configuration));
            }
            return pair;
        } catch (IOException | InterruptedException | RuntimeException e) {
            flume.process().close();
            throw e;
        }
    }

    /** Starts Flume alone and returns at once; what {@code @OUT@} names is left as it is. */
    static Side flume(Path directory, String configuration) throws IOException {
        Path out = directories(directory, configuration);
        Map<String, Integer> ports = ports(configuration);
        FlumeProcess flume =
                FlumeProcess.fork(
                        directory,
                        FlumeProcess.Launch.of(AGENT, filled(configuration, out, ports)));
        return new Side("flume", flume.process(), flume.monitoringPort(), out, ports);
    }

    /** The same with Millrace, for which the directory may be the one that Flume had. */
    static Side millrace(Path directory, String configuration) throws IOException {
        Path out = directories(directory, configuration);
        Map<String, Integer> ports = ports(configuration);
        Path file =
                Files.writeString(
                        directory.resolve("flume.conf"), filled(configuration, out, ports));
        int monitoringPort = FlumeProcess.freePort();
        JavaProcess process =
                JavaProcess.start(
                        new JavaProcess.Launch(
                                "millrace",
                                directory,
                                List.of("-Xmx256m", "-XX:+UseSerialGC"),
                                List.of(
                                        System.getProperty("java.class.path")
                                                .split(File.pathSeparator)),
                                "io.millrace.agent.Main",
                                List.of(
                                        "agent",
                                        "-n",
                                        AGENT,
                                        "-f",
                                        file.toAbsolutePath().toString(),
                                        "-Dmillrace.state.dir=" + directory.resolve("state"),
                                        "-Dflume.monitoring.type=http",
                                        "-Dflume.monitoring.port=" + monitoringPort)));
        return new Side("millrace", process, monitoringPort, out, ports);
    }

    private static Path directories(Path directory, String configuration) throws IOException {
        Path out = Files.createDirectories(directory.resolve("out")).toAbsolutePath();
        Matcher named = DIRECTORY.matcher(configuration);
        while (named.find()) {
            Files.createDirectories(out.resolve(named.group(1)));
        }
        return out;
    }

    private static Map<String, Integer> ports(String configuration) throws IOException {
        Map<String, Integer> ports = new TreeMap<>();
        Matcher named = PORT.matcher(configuration);
        while (named.find()) {
            ports.put(named.group(1), FlumeProcess.freePort());
        }
        return ports;
    }

    private static String filled(String configuration, Path out, Map<String, Integer> ports) {
        return PORT.matcher(configuration.replace("@OUT@", out.toString()))
                .replaceAll(port -> ports.get(port.group(1)).toString());
    }

    /** The channels and sinks; of the sources not all have counters in Flume. */
    private static List<String> monitored(String configuration) {
        List<String> components = new ArrayList<>();
        Matcher named = NAMED.matcher(configuration);
        while (named.find()) {
            String kind = named.group(1).equals("sinks") ? "SINK." : "CHANNEL.";
            for (String name : named.group(2).strip().split("\\s+")) {
                components.add(kind + name);
            }
        }
        return components;
    }

    Side flume() {
        return flume;
    }

    Side millrace() {
        return millrace;
    }

    List<Side> sides() {
        return List.of(flume, millrace);
    }

    /** Stops both as an operator does. */
    void stop() throws InterruptedException {
        for (Side side : sides()) {
            side.process().stop();
        }
    }

    @Override
    public void close() {
        for (Side side : sides()) {
            side.process().close();
        }
    }
}
