// SPDX-License-Identifier: Apache-2.0
package io.millrace.loadtest;

import java.util.List;
import java.util.Set;

/**
 * A flow with a name that is measured without a configuration of one's own.
 *
 * @param name as the command line says it
 * @param description in one line
 * @param needs types of channels or sinks, where the basic ones are not enough
 * @param flow the lines below the agent, without its name; {@link #PLACE} stands for a directory
 * @param eventsPerSecond the load unless told otherwise; 0 is as fast as it goes
 * @param producers the same
 * @param batch the same; 0 is what falls due
 * @param hasLogLines whether the bodies are lines of a log, else they have one size
 */
public record Scenario(
        String name,
        String description,
        Set<String> needs,
        String flow,
        double eventsPerSecond,
        int producers,
        int batch,
        boolean hasLogLines) {
    /** Stands for the directory that the run has for itself. */
    public static final String PLACE = "@PLACE@";

    /** The agent of the configuration. */
    public static final String AGENT = "bench";

    private static final String MEMORY =
            """
            sources = r
            channels = c
            sinks = k
            sources.r.type = seq
            sources.r.channels = c
            channels.c.type = memory
            channels.c.capacity = 100000
            channels.c.transactionCapacity = 1000
            sinks.k.type = null
            sinks.k.channel = c
            """;

    private static final String FILE =
            """
            sources = r
            channels = c
            sinks = k
            sources.r.type = seq
            sources.r.channels = c
            channels.c.type = file
            channels.c.checkpointDir = @PLACE@/checkpoint
            channels.c.dataDirs = @PLACE@/data
            channels.c.capacity = 1000000
            channels.c.transactionCapacity = 10000
            sinks.k.type = null
            sinks.k.channel = c
            """;

    private static final String INTERCEPTORS =
            """
            sources.r.interceptors = i1 i2 i3
            sources.r.interceptors.i1.type = timestamp
            sources.r.interceptors.i2.type = static
            sources.r.interceptors.i2.key = datacenter
            sources.r.interceptors.i2.value = one
            sources.r.interceptors.i3.type = regex_extractor
            sources.r.interceptors.i3.regex = " ([0-9]{3}) [0-9]+ "
            sources.r.interceptors.i3.serializers = s1
            sources.r.interceptors.i3.serializers.s1.name = status
            """;

    private static final String THREE_CHANNELS =
            """
            sources = r
            channels = c1 c2 c3
            sinks = k1 k2 k3
            sources.r.type = seq
            sources.r.channels = c1 c2 c3
            channels.c1.type = memory
            channels.c1.capacity = 100000
            channels.c1.transactionCapacity = 1000
            channels.c2.type = memory
            channels.c2.capacity = 100000
            channels.c2.transactionCapacity = 1000
            channels.c3.type = memory
            channels.c3.capacity = 100000
            channels.c3.transactionCapacity = 1000
            sinks.k1.type = null
            sinks.k1.channel = c1
            sinks.k2.type = null
            sinks.k2.channel = c2
            sinks.k3.type = null
            sinks.k3.channel = c3
            """;

    /** All there are, the simplest first. */
    public static List<Scenario> all() {
        return List.of(
                new Scenario(
                        "memory",
                        "as fast as it goes through a memory channel, batches of 1000",
                        Set.of(),
                        MEMORY,
                        0,
                        1,
                        1000,
                        false),
                new Scenario(
                        "memory-single",
                        "the same, one event for each put, from 16 producers",
                        Set.of(),
                        MEMORY,
                        0,
                        16,
                        1,
                        false),
                new Scenario(
                        "memory-latency",
                        "10,000 log lines a second through a memory channel: how long they take",
                        Set.of(),
                        MEMORY,
                        10_000,
                        1,
                        0,
                        true),
                new Scenario(
                        "interceptors",
                        "log lines through timestamp, static and regex_extractor",
                        Set.of(),
                        MEMORY + INTERCEPTORS,
                        0,
                        1,
                        1000,
                        true),
                new Scenario(
                        "fan-out",
                        "every event to three memory channels",
                        Set.of(),
                        THREE_CHANNELS,
                        0,
                        1,
                        1000,
                        false),
                new Scenario(
                        "file",
                        "as fast as it goes through a file channel, batches of 1000",
                        Set.of("file"),
                        FILE,
                        0,
                        1,
                        1000,
                        false),
                new Scenario(
                        "file-single",
                        "one event for each put through a file channel, from 64 producers",
                        Set.of("file"),
                        FILE,
                        0,
                        64,
                        1,
                        false),
                new Scenario(
                        "file-latency",
                        "10,000 log lines a second through a file channel: how long they take",
                        Set.of("file"),
                        FILE,
                        10_000,
                        1,
                        0,
                        true));
    }

    /** The text of a {@code flume.conf}. */
    public String configuration(String place) {
        StringBuilder text = new StringBuilder();
        flow.replace(PLACE, place)
                .lines()
                .forEach(line -> text.append(AGENT).append('.').append(line).append('\n'));
        return text.toString();
    }
}
