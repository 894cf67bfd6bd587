// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.monitor;

import io.millrace.spi.Problem;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/**
 * What is shown, and where.
 *
 * @param listen where HTTP listens, or empty for nowhere
 * @param jmx whether MBeans are registered
 * @param problems what was asked for and is not there, or not wise
 */
public record MonitoringOptions(Optional<Listen> listen, boolean jmx, List<Problem> problems) {
    private static final int FLUME_PORT = 41414;

    public MonitoringOptions {
        problems = List.copyOf(problems);
    }

    /** An address; port 0 takes a free one. */
    public record Listen(String host, int port) {}

    /**
     * Reads {@code flume.monitoring.type} and {@code .port} as Flume does, which listens on all
     * addresses, and {@code millrace.monitoring.port}, {@code millrace.monitoring.host} (loopback
     * unless set) and {@code millrace.jmx}.
     */
    public static MonitoringOptions from(Properties properties) {
        List<Problem> problems = new ArrayList<>();
        boolean jmx = !"false".equalsIgnoreCase(properties.getProperty("millrace.jmx"));
        String own = properties.getProperty("millrace.monitoring.port");
        if (own != null) {
            String host = properties.getProperty("millrace.monitoring.host", "127.0.0.1");
            return new MonitoringOptions(
                    listen(host, own, "millrace.monitoring.port", problems), jmx, problems);
        }
        String type = properties.getProperty("flume.monitoring.type");
        if (type == null) {
            return new MonitoringOptions(Optional.empty(), jmx, problems);
        }
        String kind = type.trim().toLowerCase(Locale.ROOT);
        if (!kind.equals("http") && !kind.equals("prometheus")) {
            problems.add(
                    new Problem(
                            "MR-6201",
                            Problem.Severity.WARNING,
                            "-Dflume.monitoring.type=" + type,
                            "",
                            "monitoring of type \"" + type + "\" is not part of this version",
                            "the agent runs without it; what it counts is in JMX",
                            "use -Dflume.monitoring.type=http, which serves Prometheus too"));
            return new MonitoringOptions(Optional.empty(), jmx, problems);
        }
        String port = properties.getProperty("flume.monitoring.port", String.valueOf(FLUME_PORT));
        String host = properties.getProperty("millrace.monitoring.host", "0.0.0.0");
        if (host.equals("0.0.0.0")) {
            problems.add(
                    new Problem(
                            "MR-6202",
                            Problem.Severity.HINT,
                            "-Dflume.monitoring.port=" + port,
                            "",
                            "metrics are served in plain text on all addresses, as Flume does",
                            "whoever reaches the port can read names and counts, no events",
                            "add -Dmillrace.monitoring.host=127.0.0.1 to keep them on this"
                                    + " machine"));
        }
        return new MonitoringOptions(
                listen(host, port, "flume.monitoring.port", problems), jmx, problems);
    }

    private static Optional<Listen> listen(
            String host, String port, String key, List<Problem> problems) {
        try {
            int number = Integer.parseInt(port.trim());
            if (number >= 0 && number <= 65535) {
                return Optional.of(new Listen(host, number));
            }
        } catch (NumberFormatException noNumber) {
            // Told below, as a number out of range is.
        }
        problems.add(
                new Problem(
                        "MR-6203",
                        Problem.Severity.WARNING,
                        "-D" + key + "=" + port,
                        "",
                        "\"" + port + "\" is no port: it is a number from 0 to 65535",
                        "the agent runs without monitoring over HTTP",
                        "give a port, " + FLUME_PORT + " for example"));
        return Optional.empty();
    }
}
