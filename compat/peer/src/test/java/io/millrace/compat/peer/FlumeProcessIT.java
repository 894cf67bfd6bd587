// SPDX-License-Identifier: Apache-2.0
package io.millrace.compat.peer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

class FlumeProcessIT {
    @TempDir Path directory;

    @Test
    void runsAnAgentWithOurSourceAndCountsItsEvents() throws Exception {
        String configuration =
                """
                a.sources = r
                a.channels = c
                a.sinks = k
                a.sources.r.type = io.millrace.compat.peer.DistinctBodySource
                a.sources.r.maxTotalEvents = 20000
                a.sources.r.channels = c
                a.channels.c.type = memory
                a.channels.c.capacity = 10000
                a.channels.c.transactionCapacity = 1000
                a.sinks.k.type = null
                a.sinks.k.batchSize = 1000
                a.sinks.k.channel = c
                """;
        FlumeProcess.Launch launch =
                new FlumeProcess.Launch(
                        "a",
                        configuration,
                        List.of("-Xmx256m"),
                        List.of(FlumeProcess.ownClasses()));
        try (FlumeProcess flume = FlumeProcess.start(directory, launch, List.of("CHANNEL.c"))) {
            flume.process()
                    .await(
                            "all events",
                            Duration.ofSeconds(30),
                            () ->
                                    flume.metrics()
                                            .get("CHANNEL.c")
                                            .get("EventTakeSuccessCount")
                                            .equals("20000"));
            assertThat(flume.metrics().get("CHANNEL.c"))
                    .containsEntry("EventPutSuccessCount", "20000")
                    .containsEntry("ChannelCapacity", "10000");
            flume.stop();
            assertThat(flume.process().isAlive()).isFalse();
        }
    }
}
