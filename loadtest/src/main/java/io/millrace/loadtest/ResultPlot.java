// SPDX-License-Identifier: Apache-2.0
package io.millrace.loadtest;

import io.millrace.loadtest.Plot.Line;
import io.millrace.loadtest.Plot.Panel;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** A result as a picture: a run over its time, a ramp over its rates. */
public final class ResultPlot {
    private static final String PER_SECOND = "events/s";
    private static final String MILLIS = "ms";
    private static final double FINEST = 99.99;

    private ResultPlot() {}

    /**
     * Draws it.
     *
     * @param title what was measured
     * @return SVG
     */
    public static String svg(Result result, String title) {
        Plot plot = new Plot(title, subtitle(result));
        if (result.steps().size() > 1) {
            List<Measurement> steps =
                    result.steps().stream()
                            .sorted((a, b) ->
                                    Double.compare(a.intendedPerSecond(), b.intendedPerSecond()))
                            .toList();
            plot.add(
                    new Panel(
                            "Rate kept",
                            "events/s offered",
                            PER_SECOND,
                            true,
                            List.of(
                                    over(steps, "accepted", Measurement::acceptedPerSecond),
                                    over(steps, "delivered", Measurement::deliveredPerSecond))));
            plot.add(
                    new Panel(
                            "Time of a put",
                            "events/s offered",
                            MILLIS,
                            true,
                            List.of(
                                    over(steps, "p50", step -> step.put().millis(50)),
                                    over(steps, "p99", step -> step.put().millis(99)))));
            return plot.svg();
        }
        Measurement measured = result.main();
        plot.add(
                new Panel(
                        "Throughput",
                        "seconds",
                        PER_SECOND,
                        false,
                        List.of(
                                time(measured, "accepted", Sample::acceptedPerSecond),
                                time(measured, "delivered", Sample::deliveredPerSecond))));
        plot.add(
                new Panel(
                        "Time of a put",
                        "seconds",
                        MILLIS,
                        false,
                        List.of(
                                time(measured, "p50", Sample::p50Millis),
                                time(measured, "p99", Sample::p99Millis))));
        List<Line> percentiles = new ArrayList<>();
        percentiles.add(percentiles("put", measured.put()));
        measured.delivery().ifPresent(times -> percentiles.add(percentiles("delivery", times)));
        plot.add(
                new Panel(
                        "One event of so many takes longer",
                        "1 of n events",
                        MILLIS,
                        true,
                        percentiles));
        return plot.svg();
    }

    private static String subtitle(Result result) {
        Measurement measured = result.main();
        return String.format(
                Locale.ROOT,
                "%s events/s accepted, put p99 %.3f ms%s",
                Plot.shortly(measured.acceptedPerSecond()),
                measured.put().millis(99),
                result.isGood() ? "" : "; REFUSED: " + String.join("; ", result.wrong()));
    }

    private static Line time(Measurement of, String name, ToDoubleFunction<Sample> value) {
        return new Line(
                name,
                of.samples().stream()
                        .map(each -> new double[] {each.seconds(), value.applyAsDouble(each)})
                        .toList());
    }

    private static Line over(
            List<Measurement> steps, String name, ToDoubleFunction<Measurement> value) {
        return new Line(
                name,
                steps.stream()
                        .map(each ->
                                new double[] {each.intendedPerSecond(), value.applyAsDouble(each)})
                        .toList());
    }

    private static Line percentiles(String name, Latency times) {
        List<double[]> points = new ArrayList<>();
        for (double of = 1; of <= 100 / (100 - FINEST); of *= 1.3) {
            points.add(new double[] {of, times.millis(100 - 100 / of)});
        }
        return new Line(name, points);
    }
}
