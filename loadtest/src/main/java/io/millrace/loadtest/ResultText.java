// SPDX-License-Identifier: Apache-2.0
package io.millrace.loadtest;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A result as lines for people. */
public final class ResultText {
    private static final double MEBI = 1 << 20;
    private static final double MEGA = 1e6;
    private static final double PERCENT = 100;

    private ResultText() {}

    /** What is known before the run. */
    public static String load(Plan plan) {
        return String.format(
                Locale.ROOT,
                "%s, %d %s, %,d %s each put, %s",
                plan.isPaced()
                        ? String.format(Locale.ROOT, "%,.0f events/s", plan.eventsPerSecond())
                        : "as fast as it goes",
                plan.producers(),
                plan.producers() == 1 ? "producer" : "producers",
                plan.eventsOfPut(),
                plan.eventsOfPut() == 1 ? "event" : "events",
                plan.payload().description());
    }

    /** One line for each second while it runs. */
    public static String second(Sample sample) {
        return String.format(
                Locale.ROOT,
                "%5.0f s  accepted %,12.0f/s  delivered %,12.0f/s  waiting %,9d  put p50 %8.3f ms"
                        + "  p99 %8.3f ms  heap %4.0f MiB",
                sample.seconds(),
                sample.acceptedPerSecond(),
                sample.deliveredPerSecond(),
                sample.waiting(),
                sample.p50Millis(),
                sample.p99Millis(),
                sample.heapBytes() / MEBI);
    }

    /** All of it. */
    public static List<String> lines(Result result) {
        List<String> lines = new ArrayList<>();
        if (result.steps().size() > 1) {
            steps(lines, result);
        }
        if (!result.steps().isEmpty()) {
            main(lines, result);
        }
        for (ChannelCount channel : result.channels()) {
            lines.add(
                    row(
                            "channel " + channel.channel(),
                            String.format(
                                    Locale.ROOT,
                                    "%,d events in, %,d out, %,d lost; %s",
                                    channel.expected(),
                                    channel.arrived(),
                                    channel.lost(),
                                    channel.depth().words())));
        }
        return lines;
    }

    private static void steps(List<String> lines, Result result) {
        lines.add(
                "      offered/s     accepted/s    delivered/s    put p50 ms    put p99 ms  cores");
        for (Measurement step : result.steps()) {
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "%,15.0f%,15.0f%,15.0f%14.3f%14.3f%7.2f",
                            step.intendedPerSecond(),
                            step.acceptedPerSecond(),
                            step.deliveredPerSecond(),
                            step.put().millis(50),
                            step.put().millis(99),
                            step.cpuSeconds() / step.seconds()));
        }
        lines.add("");
        lines.add(
                result.knee()
                        .map(knee ->
                                row(
                                        "knee",
                                        String.format(
                                                Locale.ROOT,
                                                "%,.0f events/s are kept; what follows is of that"
                                                        + " step",
                                                knee)))
                        .orElse(row("knee", "no rate was kept; what follows is of the last step")));
    }

    private static void main(List<String> lines, Result result) {
        Measurement measured = result.main();
        lines.add(
                row(
                        "throughput",
                        String.format(
                                Locale.ROOT,
                                "%,.0f events/s accepted (%,.1f MB/s), %,.0f events/s delivered",
                                measured.acceptedPerSecond(),
                                measured.acceptedBytes() / measured.seconds() / MEGA,
                                measured.deliveredPerSecond())));
        lines.add(
                row(
                        "CPU",
                        String.format(
                                Locale.ROOT,
                                "%.3f s for a million events, %.2f cores; the making of the load is"
                                        + " in it",
                                measured.cpuSecondsPerMillion(),
                                measured.cpuSeconds() / measured.seconds())));
        lines.add(
                row(
                        "memory",
                        String.format(
                                Locale.ROOT,
                                "heap %.0f MiB at most%s, %.1f %% of the time in collections",
                                measured.heapBytes() / MEBI,
                                measured.residentBytes() == 0
                                        ? ""
                                        : String.format(
                                                Locale.ROOT,
                                                ", process %.0f MiB",
                                                measured.residentBytes() / MEBI),
                                measured.gcSeconds() / measured.seconds() * PERCENT)));
        lines.add(
                row(
                        "put",
                        times(measured.put())
                                + (result.plan().isPaced() ? ", from when it was due" : "")));
        measured.delivery().ifPresent(times -> lines.add(row("delivery", times(times))));
        lines.add(
                row(
                        "success",
                        String.format(
                                Locale.ROOT,
                                "%.4f %% of %,d events offered were accepted, %,d refused",
                                measured.successRate() * PERCENT,
                                measured.offered(),
                                measured.refused())));
        lines.add(
                row(
                        "loss",
                        String.format(
                                Locale.ROOT,
                                "%.6f %% of what was accepted in the whole run",
                                result.lossRate() * PERCENT)));
    }

    private static String times(Latency latency) {
        List<String> parts = new ArrayList<>();
        for (double percentile : Latency.PERCENTILES) {
            parts.add(
                    String.format(
                            Locale.ROOT,
                            "%s %.3f",
                            Latency.name(percentile),
                            latency.millis(percentile)));
        }
        parts.add(String.format(Locale.ROOT, "max %.3f ms", latency.mostMillis()));
        return String.join(", ", parts);
    }

    private static String row(String name, String text) {
        return String.format(Locale.ROOT, "%-12s %s", name, text);
    }
}
