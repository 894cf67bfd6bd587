// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.scenario;

import io.millrace.bench.Bar;
import io.millrace.bench.Contender;
import io.millrace.bench.Metric;
import io.millrace.bench.Scenario;
import io.millrace.bench.program.Flow;
import io.millrace.bench.program.Programs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What it costs to keep a ledger of all events. */
public final class LedgerCost implements Scenario {
    private static final int BODY_BYTES = 500;
    private static final int BATCH = 1000;
    private static final String WITH = "millrace";
    private static final String WITHOUT = "millrace, no ledger";

    /** So much of the rate has to be left. */
    private static final double LEFT = 0.97;

    private final Programs programs;
    private final long events;

    /** {@code scale} makes runs longer or shorter; 1 is about eight seconds. */
    public LedgerCost(Programs programs, double scale) {
        this.programs = programs;
        this.events = Math.max(20, Math.round(10_000 * scale)) * BATCH;
    }

    @Override
    public String name() {
        return "file-ledger";
    }

    @Override
    public String description() {
        return "the same agent with its ledger and without: distinct 500-byte bodies, as fast as"
                + " they can be made, to file channel to null sink, batches of 1000";
    }

    @Override
    public List<Metric> metrics() {
        return ThroughputTrial.METRICS;
    }

    @Override
    public List<Contender> contenders() {
        List<Contender> contenders = new ArrayList<>();
        contender(WITH, true).ifPresent(contenders::add);
        contender(WITHOUT, false).ifPresent(contenders::add);
        return contenders;
    }

    private Optional<Contender> contender(String label, boolean isKept) {
        List<String> options = new ArrayList<>(FileChannel.HEAP);
        options.add("-Dmillrace.ledger=" + isKept);
        Flow flow =
                new Flow(
                        "a",
                        FileChannelNull.configuration("stress", BATCH, events)
                                + FileChannel.keys()
                                + FileChannelNull.MILLRACE_KEYS,
                        options);
        return programs.millrace()
                .map(program ->
                        new Contender(
                                label,
                                program.name(),
                                flow.describe(),
                                new ThroughputTrial(program, flow, events, events * BODY_BYTES)));
    }

    @Override
    public List<Bar> bars() {
        return List.of(
                new Bar(WITH, ThroughputTrial.STEADY, LEFT, WITHOUT),
                new Bar(WITH, ThroughputTrial.CPU, LEFT, WITHOUT));
    }
}
