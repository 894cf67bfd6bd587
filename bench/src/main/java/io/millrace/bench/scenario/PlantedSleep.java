// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.scenario;

import io.millrace.bench.Bar;
import io.millrace.bench.Contender;
import io.millrace.bench.Metric;
import io.millrace.bench.Scenario;
import io.millrace.bench.program.Flow;
import io.millrace.bench.program.MachineLoad;
import io.millrace.bench.program.Programs;
import io.millrace.compat.peer.load.PutLoad;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Whether the tool sees a rest of 1 ms at each batch. */
public final class PlantedSleep implements Scenario {
    private static final int BATCH = 100;
    private static final String PLAIN = "plain";
    private static final String SLOWED = "1 ms at each batch";
    private static final String MEMORY = "memory";
    private static final String PAUSE =
            """
            a.sources.r.interceptors = i
            a.sources.r.interceptors.i.type = bench_pause
            a.sources.r.interceptors.i.time = 1ms
            """;

    private final Programs programs;
    private final PutLoad.Plan plan;

    /** {@code scale} makes runs longer or shorter. */
    public PlantedSleep(Programs programs, double scale) {
        this.programs = programs;
        long events = Math.max(20_000, Math.round(200_000 * scale));
        this.plan =
                new PutLoad.Plan(
                        1,
                        BATCH,
                        LoadTrial.BODY_BYTES,
                        events / 4,
                        events,
                        0,
                        0,
                        Path.of(Flow.DIRECTORY));
    }

    @Override
    public String name() {
        return "planted-sleep";
    }

    @Override
    public String description() {
        return "the same agent twice, once with an interceptor that rests 1 ms at each batch of "
                + BATCH;
    }

    @Override
    public boolean isOnlyByName() {
        return true;
    }

    @Override
    public List<Metric> metrics() {
        return List.of(
                LoadTrial.ACCEPTED, LoadTrial.PUT_P50, LoadTrial.PUT_P99, MachineLoad.OTHERS);
    }

    @Override
    public List<Contender> contenders() {
        String plain =
                LoadTrial.configuration(LoadTrial.Types.MILLRACE, plan, BATCH)
                        + FileChannel.keys(MEMORY);
        List<Contender> contenders = new ArrayList<>();
        programs.millrace()
                .ifPresent(program -> {
                    contenders.add(LoadTrial.contender(PLAIN, program, plain, plan));
                    contenders.add(LoadTrial.contender(SLOWED, program, plain + PAUSE, plan));
                });
        return contenders;
    }

    @Override
    public List<Bar> bars() {
        return List.of(
                new Bar(PLAIN, LoadTrial.ACCEPTED, 1.1, SLOWED),
                new Bar(PLAIN, LoadTrial.PUT_P50, 1.1, SLOWED));
    }
}
