// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.monitor;

import io.millrace.engine.AgentStatus;
import io.millrace.engine.ledger.DelayHistogram;
import io.millrace.engine.meters.AgentMeters;
import io.millrace.engine.meters.ComponentMeters;
import io.millrace.engine.meters.Count;
import io.millrace.engine.meters.Timing;
import io.millrace.spec.catalogue.Kind;
import io.millrace.spi.Health;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** The meters as Prometheus text or OpenMetrics; made anew for each scrape. */
final class PrometheusText {
    private PrometheusText() {}

    /** One scrape; {@code openMetrics} chooses the format. */
    static byte[] of(AgentMeters meters, AgentStatus status, boolean openMetrics)
            throws IOException {
        MetricSnapshots snapshots = snapshots(meters, status);
        ByteArrayOutputStream out = new ByteArrayOutputStream(8192);
        if (openMetrics) {
            OpenMetricsTextFormatWriter.create().write(out, snapshots);
        } else {
            PrometheusTextFormatWriter.create().write(out, snapshots);
        }
        return out.toByteArray();
    }

    static String contentType(boolean openMetrics) {
        return openMetrics
                ? OpenMetricsTextFormatWriter.CONTENT_TYPE
                : PrometheusTextFormatWriter.CONTENT_TYPE;
    }

    private static MetricSnapshots snapshots(AgentMeters meters, AgentStatus status) {
        Collected all = new Collected(meters.agent());
        for (ComponentMeters component : meters.components()) {
            common(all, component);
            component
                    .counters()
                    .forEach((name, named) ->
                            all.count(
                                    component,
                                    name.replaceFirst("_total$", ""),
                                    named.help(),
                                    named.meter().value()));
            component
                    .gauges()
                    .forEach((name, named) ->
                            all.gauge(
                                    component,
                                    name,
                                    named.help(),
                                    (double) named.meter().getAsLong()));
            component
                    .ratios()
                    .forEach((name, named) -> {
                        double value = named.meter().getAsDouble();
                        if (!Double.isNaN(value)) {
                            all.gauge(component, name, named.help(), value);
                        }
                    });
            component.delays().ifPresent(delays -> all.delays(component, delays));
        }
        for (AgentStatus.ComponentStatus component : status.components()) {
            ComponentMeters of =
                    meters.component(component.kind(), component.type(), component.name());
            Health.State state = component.health().state();
            all.gauge(
                    of,
                    "up",
                    "1 if the component works, degraded or not.",
                    state == Health.State.DOWN ? 0 : 1);
            component
                    .fill()
                    .ifPresent(fill -> {
                        all.gauge(
                                of,
                                "capacity_events",
                                "The most events it stores.",
                                (double) fill.capacityEvents());
                        all.gauge(of, "bytes", "Bytes of bodies stored.", (double) fill.bytes());
                    });
        }
        return all.snapshots();
    }

    private static void common(Collected all, ComponentMeters of) {
        switch (of.kind()) {
            case SOURCE -> {
                all.count(of, "events_received", "Events offered to the channels.", of.eventsIn);
                all.count(
                        of,
                        "events_accepted",
                        "Events that all required channels hold, or that were filtered.",
                        of.eventsOut);
                all.count(
                        of,
                        "events_filtered",
                        "Events that interceptors dropped.",
                        of.eventsFiltered);
                all.count(
                        of,
                        "events_unrouted",
                        "Events that the selector sent to no channel.",
                        of.eventsUnrouted);
                all.count(
                        of,
                        "events_dropped_optional",
                        "Events that an optional channel had no room for.",
                        of.eventsDroppedOptional);
                all.count(of, "accepted_bytes", "Bytes of the bodies accepted.", of.bytesOut);
                all.count(of, "batches_received", "Batches offered to the channels.", of.batchesIn);
                all.count(of, "batches_refused", "Batches that were not accepted.", of.failures);
            }
            case CHANNEL -> {
                all.count(of, "events_offered", "Events that sources offered.", of.eventsIn);
                all.count(of, "events_stored", "Events stored.", of.eventsOut);
                all.count(
                        of,
                        "events_taken",
                        "Events handed to sinks, repeats included.",
                        of.eventsTaken);
                all.count(of, "events_released", "Events that left for good.", of.eventsReleased);
                all.count(of, "puts_failed", "Batches that had no room or failed.", of.failures);
            }
            case SINK -> {
                all.count(
                        of,
                        "events_attempted",
                        "Events handed to the sink, repeats included.",
                        of.eventsIn);
                all.count(of, "events_delivered", "Events delivered.", of.eventsOut);
                all.count(
                        of,
                        "rejected_events",
                        "Events that the destination refused for good.",
                        of.eventsRejected);
                of.deadLetters().forEach((reason, count) -> all.deadLetters(of, reason, count));
                all.count(of, "delivered_bytes", "Bytes of the bodies delivered.", of.bytesOut);
                all.count(
                        of,
                        "batches_attempted",
                        "Batches handed to the sink, repeats included.",
                        of.batchesIn);
                all.count(of, "batches_failed", "Batches that were not delivered.", of.failures);
            }
            default -> {
                return;
            }
        }
        if (of.kind() != Kind.CHANNEL) {
            all.count(
                    of, "restarts", "Times that it was created anew after a failure.", of.restarts);
            all.time(of, of.batchTime);
        }
    }

    /** Data points by the name of their metric. */
    private static final class Collected {
        private final String agent;
        private final Map<String, CounterSnapshot.Builder> counters = new LinkedHashMap<>();
        private final Map<String, GaugeSnapshot.Builder> gauges = new LinkedHashMap<>();
        private final Map<String, HistogramSnapshot.Builder> histograms = new LinkedHashMap<>();

        Collected(String agent) {
            this.agent = agent;
        }

        private Labels labels(ComponentMeters of) {
            return Labels.of("agent", agent, "component", of.name(), "type", of.type());
        }

        private static String name(ComponentMeters of, String what) {
            String kind = of.kind().name().toLowerCase(Locale.ROOT);
            // A component's own meter may begin with its kind, as channel_events does.
            return "millrace_" + (what.startsWith(kind + "_") ? what : kind + "_" + what);
        }

        private static <B> B builder(
                Map<String, B> builders, String name, Function<String, B> make) {
            return builders.computeIfAbsent(name, make);
        }

        void count(ComponentMeters of, String what, String help, Count count) {
            count(of, what, help, count.value());
        }

        void count(ComponentMeters of, String what, String help, long value) {
            builder(counters, name(of, what), n -> CounterSnapshot.builder().name(n).help(help))
                    .dataPoint(
                            CounterSnapshot.CounterDataPointSnapshot.builder()
                                    .labels(labels(of))
                                    .value((double) value)
                                    .build());
        }

        void deadLetters(ComponentMeters of, String reason, Count count) {
            builder(
                            counters,
                            name(of, "dead_letters"),
                            n ->
                                    CounterSnapshot.builder()
                                            .name(n)
                                            .help("Events that it could not deliver and let go."))
                    .dataPoint(
                            CounterSnapshot.CounterDataPointSnapshot.builder()
                                    .labels(labels(of).merge(Labels.of("reason", reason)))
                                    .value((double) count.value())
                                    .build());
        }

        void gauge(ComponentMeters of, String what, String help, double value) {
            builder(gauges, name(of, what), n -> GaugeSnapshot.builder().name(n).help(help))
                    .dataPoint(
                            GaugeSnapshot.GaugeDataPointSnapshot.builder()
                                    .labels(labels(of))
                                    .value(value)
                                    .build());
        }

        void time(ComponentMeters of, Timing timing) {
            ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
            for (int i = 0; i < Timing.CLASSES; i++) {
                buckets.bucket(Timing.boundSeconds(i), timing.count(i));
            }
            buckets.bucket(Double.POSITIVE_INFINITY, timing.count(Timing.CLASSES));
            builder(
                            histograms,
                            name(of, "batch_seconds"),
                            n ->
                                    HistogramSnapshot.builder()
                                            .name(n)
                                            .help("Time for one batch, waiting for room included."))
                    .dataPoint(
                            HistogramSnapshot.HistogramDataPointSnapshot.builder()
                                    .labels(labels(of))
                                    .classicHistogramBuckets(buckets.build())
                                    .sum(timing.totalNanos() * 1e-9)
                                    .build());
        }

        void delays(ComponentMeters of, DelayHistogram delays) {
            ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
            for (int power = 0; power < DelayHistogram.POWERS; power++) {
                buckets.bucket((1L << power) * 1e-3, delays.below(power));
            }
            buckets.bucket(Double.POSITIVE_INFINITY, delays.above());
            builder(
                            histograms,
                            name(of, "delay_seconds"),
                            n ->
                                    HistogramSnapshot.builder()
                                            .name(n)
                                            .help("Time from acceptance to delivery."))
                    .dataPoint(
                            HistogramSnapshot.HistogramDataPointSnapshot.builder()
                                    .labels(labels(of))
                                    .classicHistogramBuckets(buckets.build())
                                    .sum(delays.sumMillis() * 1e-3)
                                    .build());
        }

        MetricSnapshots snapshots() {
            MetricSnapshots.Builder all = MetricSnapshots.builder();
            counters.values().forEach(builder -> all.metricSnapshot(builder.build()));
            gauges.values().forEach(builder -> all.metricSnapshot(builder.build()));
            histograms.values().forEach(builder -> all.metricSnapshot(builder.build()));
            return all.build();
        }
    }
}
