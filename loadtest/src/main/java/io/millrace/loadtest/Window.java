// SPDX-License-Identifier: Apache-2.0
package io.millrace.loadtest;

import io.millrace.engine.Agent;
import io.millrace.engine.meters.ComponentMeters;
import io.millrace.host.Clock;
import io.millrace.spec.catalogue.Kind;

import org.HdrHistogram.Histogram;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks on for a time, second by second. For one thread. */
final class Window {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final double NANOS = 1e9;
    private static final double MILLIS = 1e3;

    private final Agent agent;
    private final Measures measures;
    private final Clock clock;
    private final Progress progress;

    Window(Agent agent, Measures measures, Clock clock, Progress progress) {
        this.agent = agent;
        this.measures = measures;
        this.clock = clock;
        this.progress = progress;
    }

    /** What has been counted so far. */
    private record Counts(long bytes, long accepted, long refused, long delivered) {}

    private Counts counts() {
        return new Counts(
                measures.acceptedBytes.sum(),
                measures.accepted.count.sum(),
                measures.refused.sum(),
                delivered());
    }

    /** Events that sinks have delivered, over all sinks. */
    long delivered() {
        return agent.meters().components().stream()
                .filter(component -> component.kind() == Kind.SINK)
                .mapToLong((ComponentMeters sink) -> sink.eventsOut.value())
                .sum();
    }

    /** Events in the channels. */
    long waiting() {
        return LoadTest.waiting(agent);
    }

    /** Measures from now on for a time, or until the user wants it to end. */
    Measurement run(Plan plan, Duration time) throws InterruptedException {
        Histogram puts = Measures.none();
        Histogram deliveries = Measures.none();
        List<Sample> samples = new ArrayList<>();
        // Forgets what was before.
        measures.newPuts();
        measures.newDeliveries();
        Counts first = counts();
        Effort effort = Effort.now();
        long heap = effort.heapBytes();
        long resident = effort.residentBytes();
        long begin = clock.nanos();
        long end = begin + time.toNanos();
        long last = begin;
        Counts before = first;
        while (last < end && !progress.isStopAsked()) {
            long until = Math.min(end, last + SECOND);
            clock.sleep(Duration.ofNanos(Math.max(0, until - clock.nanos())));
            Histogram put = measures.newPuts();
            puts.add(put);
            deliveries.add(measures.newDeliveries());
            long now = clock.nanos();
            Counts counts = counts();
            Effort used = Effort.now();
            heap = Math.max(heap, used.heapBytes());
            resident = Math.max(resident, used.residentBytes());
            Latency times = new Latency(put);
            Sample sample =
                    new Sample(
                            (now - begin) / NANOS,
                            (now - last) / NANOS,
                            counts.accepted - before.accepted,
                            counts.delivered - before.delivered,
                            waiting(),
                            times.millis(50),
                            times.millis(99),
                            used.heapBytes());
            samples.add(sample);
            progress.second(sample);
            before = counts;
            last = now;
        }
        Effort after = Effort.now();
        double seconds = Math.max(1, last - begin) / NANOS;
        return new Measurement(
                plan.eventsPerSecond(),
                seconds,
                before.accepted - first.accepted,
                before.bytes - first.bytes,
                before.refused - first.refused,
                before.delivered - first.delivered,
                (after.cpuNanos() - effort.cpuNanos()) / NANOS,
                (after.gcMillis() - effort.gcMillis()) / MILLIS,
                heap,
                resident,
                new Latency(puts),
                deliveries.getTotalCount() == 0
                        ? Optional.empty()
                        : Optional.of(new Latency(deliveries)),
                samples);
    }
}
