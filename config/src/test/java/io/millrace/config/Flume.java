// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import io.millrace.spi.Problem;
import io.millrace.spi.Problem.Severity;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads and checks texts as if they were {@code flume.conf}. */
final class Flume {
    static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
    static final Lookups LOOKUPS =
            Lookups.of(
                    Map.of("HOST", "example.org", "PORT", "44444", "PW", "hunter2"),
                    Map.of("env", "PROD", "java.version", "25"),
                    NOW);

    /** An agent without fault: netcat, memory, logger. */
    static final String SOUND =
            """
            a1.sources = r1
            a1.channels = c1
            a1.sinks = k1
            a1.sources.r1.type = netcat
            a1.sources.r1.bind = localhost
            a1.sources.r1.port = 44444
            a1.sources.r1.channels = c1
            a1.channels.c1.type = memory
            a1.sinks.k1.type = logger
            a1.sinks.k1.channel = c1
            """;

    private Flume() {}

    static Configuration read(String text) {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    static Configuration read(byte[] bytes) {
        return ConfigurationReader.parse(
                List.of(new ConfigurationText("flume.conf", bytes)), LOOKUPS);
    }

    static CheckedAll check(String text) {
        return read(text).checkAll(new TestTypes());
    }

    /** Checks the sound agent with a line of it replaced; an empty replacement removes the line. */
    static CheckedAll checkWith(String line, String replacement) {
        if (!SOUND.contains(line + "\n")) {
            throw new IllegalArgumentException("no such line: " + line);
        }
        return check(SOUND.replace(line + "\n", replacement.isEmpty() ? "" : replacement + "\n"));
    }

    /** Checks the sound agent with lines behind it. */
    static CheckedAll checkAnd(String lines) {
        return check(SOUND + lines);
    }

    static AgentConfig a1(CheckedAll checked) {
        AgentConfig agent = checked.agents().get("a1");
        if (agent == null) {
            throw new AssertionError("no agent left:\n" + text(checked));
        }
        return agent;
    }

    static List<String> codes(CheckedAll checked) {
        return checked.problems().stream().map(Problem::code).toList();
    }

    /** The only problem with a code. */
    static Problem only(CheckedAll checked, String code) {
        var found = checked.problems().stream().filter(p -> p.code().equals(code)).toList();
        if (found.size() != 1) {
            throw new AssertionError(
                    "not one but " + found.size() + " of " + code + ":\n" + text(checked));
        }
        return found.getFirst();
    }

    static String text(CheckedAll checked) {
        return ProblemText.of(checked.problems(), false);
    }

    static boolean is(Problem problem, Severity severity, int line) {
        return problem.severity() == severity && problem.place().equals("flume.conf:" + line);
    }

    static List<String> names(List<SinkNode> sinks) {
        var names = new ArrayList<String>();
        sinks.forEach(sink -> names.add(sink.component().name()));
        return names;
    }
}
