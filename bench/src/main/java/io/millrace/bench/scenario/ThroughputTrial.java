// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.scenario;

import io.millrace.bench.Contender;
import io.millrace.bench.Metric;
import io.millrace.bench.RefusedResultException;
import io.millrace.bench.program.Flow;
import io.millrace.bench.program.MachineLoad;
import io.millrace.bench.program.ProcessCost;
import io.millrace.bench.program.Program;
import io.millrace.bench.program.RunningAgent;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Runs a flow until all of its events have left the channel, and looks five times a second how far
 * it is.
 *
 * @param program runs it
 * @param flow what to run
 * @param events how many have to arrive: no fewer, no more
 * @param bodyBytes the sum of their bodies
 */
record ThroughputTrial(Program program, Flow flow, long events, long bodyBytes)
        implements Contender.Trial {
    static final Metric STEADY = Metric.more("steady", "events/s");
    static final Metric STEADY_BYTES = Metric.more("steady bytes", "MB/s");
    static final Metric WHOLE = Metric.more("whole", "events/s");
    static final Metric CPU = Metric.less("CPU steady", "s/M events");
    static final Metric CPU_WHOLE = Metric.less("CPU whole", "s/M events");
    static final Metric PEAK = Metric.less("peak RSS", "MiB");

    static final List<Metric> METRICS =
            List.of(STEADY, STEADY_BYTES, WHOLE, CPU, CPU_WHOLE, PEAK, MachineLoad.OTHERS);

    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration LIMIT = Duration.ofMinutes(10);

    /** So long without one more event, and the rest is lost. */
    private static final Duration STANDSTILL = Duration.ofSeconds(20);

    /** What counts as arrived: the sink's transaction on the channel is committed. */
    static final String CHANNEL = "CHANNEL.c";

    static final String TAKEN = "EventTakeSuccessCount";

    @Override
    public Map<String, Double> run(Path directory)
            throws IOException, InterruptedException, RefusedResultException {
        MachineLoad load = MachineLoad.begin();
        try (RunningAgent agent = program.start(directory, flow.in(directory))) {
            ProcessCost cost = agent.cost();
            Timeline timeline = new Timeline();
            timeline.add(System.nanoTime(), 0, 0);
            long[] arrived = {0};
            long[] lastProgress = {System.nanoTime()};
            agent.process()
                    .await(
                            events + " events",
                            LIMIT,
                            PAUSE,
                            () -> {
                                long now = agent.count(CHANNEL, TAKEN);
                                long at = System.nanoTime();
                                timeline.add(at, now, cost.cpuSeconds());
                                if (now != arrived[0]) {
                                    lastProgress[0] = at;
                                }
                                arrived[0] = now;
                                return now >= events || at - lastProgress[0] > STANDSTILL.toNanos();
                            });
            long end = agent.count(CHANNEL, TAKEN);
            if (end != events) {
                throw new RefusedResultException(
                        end + " events arrived of " + events + " by " + program.name());
            }
            double peak = cost.peakResidentMebibytes();
            double cpu = cost.cpuSeconds();
            double others = load.othersCores(cpu);
            agent.stop();
            double steady = timeline.rate(events, Timeline.STEADY_FROM, Timeline.STEADY_TO);
            return Map.of(
                    STEADY.name(),
                    steady,
                    STEADY_BYTES.name(),
                    steady * bodyBytes / events / 1e6,
                    WHOLE.name(),
                    timeline.rate(events, 0, 1),
                    CPU.name(),
                    timeline.cpuPerMillion(events, Timeline.STEADY_FROM, Timeline.STEADY_TO),
                    CPU_WHOLE.name(),
                    cpu / (events / 1e6),
                    PEAK.name(),
                    peak,
                    MachineLoad.OTHERS.name(),
                    others);
        }
    }
}
