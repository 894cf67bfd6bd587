// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.scenario;

import io.millrace.bench.Bar;
import io.millrace.bench.Contender;
import io.millrace.bench.Metric;
import io.millrace.bench.Scenario;
import io.millrace.bench.program.Flow;
import io.millrace.bench.program.Programs;
import io.millrace.compat.peer.load.PutLoad;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Whether the tool refuses a run of which one event in a million is dropped. */
public final class PlantedLoss implements Scenario {
    private static final int BATCH = 1000;
    private static final int EVENTS = 1_100_000;
    private static final String MEMORY = "memory";
    private static final String DROP = "a.sinks.k.dropEvery = 1000000\n";

    private final Programs programs;
    private final PutLoad.Plan plan =
            new PutLoad.Plan(
                    1, BATCH, LoadTrial.BODY_BYTES, 0, EVENTS, 0, 0, Path.of(Flow.DIRECTORY));

    public PlantedLoss(Programs programs) {
        this.programs = programs;
    }

    @Override
    public String name() {
        return "planted-loss";
    }

    @Override
    public String description() {
        return "a sink that says it has every event, and drops one in a million: to be refused";
    }

    @Override
    public boolean isOnlyByName() {
        return true;
    }

    @Override
    public List<Metric> metrics() {
        return List.of(LoadTrial.ACCEPTED);
    }

    @Override
    public List<Contender> contenders() {
        String configuration =
                LoadTrial.configuration(LoadTrial.Types.MILLRACE, plan, BATCH)
                        + FileChannel.keys(MEMORY)
                        + DROP;
        List<Contender> contenders = new ArrayList<>();
        programs.millrace()
                .ifPresent(program ->
                        contenders.add(
                                LoadTrial.contender("dropping", program, configuration, plan)));
        return contenders;
    }

    @Override
    public List<Bar> bars() {
        return List.of();
    }
}
