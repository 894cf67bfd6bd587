// SPDX-License-Identifier: Apache-2.0
package io.millrace.compat.peer;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Apache Flume 1.11.0 as published, in a JVM of its own, with its HTTP monitoring on.
 *
 * <p>All that it writes besides what its configuration says stays below the directory it is given.
 */
public final class FlumeProcess implements AutoCloseable {
    /** Its version. */
    public static final String VERSION = "1.11.0";

    /** What its defaults write to its user's home goes here instead. */
    private static final String HOME = "home";

    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final JavaProcess process;
    private final int monitoringPort;

    private FlumeProcess(JavaProcess process, int monitoringPort) {
        this.process = process;
        this.monitoringPort = monitoringPort;
    }

    /**
     * How to start it.
     *
     * @param agent the agent of the configuration to run
     * @param configuration the text of a {@code flume.conf}
     * @param jvmOptions for example the size of the heap
     * @param classPath further directories or jars, for components of one's own
     */
    public record Launch(
            String agent, String configuration, List<String> jvmOptions, List<Path> classPath) {

        /** With 512 MB of heap and nothing added. */
        public static Launch of(String agent, String configuration) {
            return new Launch(agent, configuration, List.of("-Xmx512m"), List.of());
        }
    }

    /**
     * Starts an agent and returns when its HTTP monitoring answers for every component that was
     * named.
     *
     * @param directory exists and is empty: configuration, log and Flume's home
     * @param components as the monitoring names them, for example {@code SINK.k1}
     */
    public static FlumeProcess start(Path directory, Launch launch, List<String> components)
            throws IOException, InterruptedException {
        FlumeProcess flume = fork(directory, launch);
        try {
            flume.process.await(
                    "the monitoring of " + components,
                    START_LIMIT,
                    () -> flume.isListening() && flume.metrics().keySet().containsAll(components));
        } catch (IOException | InterruptedException | RuntimeException e) {
            flume.close();
            throw e;
        }
        return flume;
    }

    /** Starts an agent and returns at once. */
    public static FlumeProcess fork(Path directory, Launch launch) throws IOException {
        Path file =
                Files.writeString(directory.resolve("flume.conf"), launch.configuration)
                        .toAbsolutePath();
        Path home = Files.createDirectories(directory.resolve(HOME)).toAbsolutePath();
        int port = freePort();
        List<String> options = new ArrayList<>(launch.jvmOptions);
        options.add("-Duser.home=" + home);
        options.add("-Dflume.monitoring.type=http");
        options.add("-Dflume.monitoring.port=" + port);
        options.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
        List<String> classPath = new ArrayList<>();
        for (Path entry : launch.classPath) {
            classPath.add(entry.toAbsolutePath().toString());
        }
        classPath.add(jars().resolve("*").toString());
        JavaProcess process =
                JavaProcess.start(
                        new JavaProcess.Launch(
                                "flume",
                                directory,
                                options,
                                classPath,
                                "org.apache.flume.node.Application",
                                List.of(
                                        "-n",
                                        launch.agent,
                                        "-f",
                                        file.toString(),
                                        "--no-reload-conf")));
        return new FlumeProcess(process, port);
    }

    /** The directory of Flume's jars, beside the classes of this module. */
    public static Path jars() {
        Path jars = ownClasses().resolveSibling("flume-1.11");
        if (!Files.isDirectory(jars)) {
            throw new IllegalStateException(
                    jars + " is missing; Maven's phase process-resources of compat/peer makes it");
        }
        return jars;
    }

    /** Where this class lies: what is compiled beside it can be given to Flume. */
    public static Path ownClasses() {
        try {
            return new File(
                            FlumeProcess.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI())
                    .toPath();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A port of the loopback interface that nobody listens on now. */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The process: its id, its log, waiting. */
    public JavaProcess process() {
        return process;
    }

    /** Where its HTTP monitoring listens on the loopback interface. */
    public int monitoringPort() {
        return monitoringPort;
    }

    /** Whether the HTTP monitoring takes connections. */
    public boolean isListening() {
        return FlumeMetrics.isListening(monitoringPort);
    }

    /** What {@code /metrics} says now: component, attribute, value. */
    public Map<String, Map<String, String>> metrics() throws IOException {
        return FlumeMetrics.read(monitoringPort);
    }

    /** Stops it as an operator does, with SIGTERM, and waits for the end. */
    public void stop() throws InterruptedException {
        process.stop();
    }

    @Override
    public void close() {
        process.close();
    }
}
