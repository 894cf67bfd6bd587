// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.meters;

import io.millrace.engine.ledger.DelayHistogram;
import io.millrace.spec.catalogue.Kind;
import io.millrace.spi.Meters;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * The meters of one component of the configuration, all its instances together; they outlive
 * restarts of the component.
 */
public final class ComponentMeters implements Meters {
    private final Kind kind;
    private final String type;
    private final String name;
    private final Map<String, Named<Count>> counters = new ConcurrentSkipListMap<>();
    private final Map<String, Named<LongSupplier>> gauges = new ConcurrentSkipListMap<>();
    private final Map<String, Named<DoubleSupplier>> ratios = new ConcurrentSkipListMap<>();
    private volatile @Nullable DelayHistogram delays;
    private final AtomicLong startedMillis = new AtomicLong();
    private final AtomicLong stoppedMillis = new AtomicLong();

    /** Events that a source offered, a channel was offered, or a sink was handed. */
    public final Count eventsIn = new Count();

    /** Events that were accepted by all required channels, stored, or delivered. */
    public final Count eventsOut = new Count();

    /** Bytes of the bodies of {@link #eventsOut}. */
    public final Count bytesOut = new Count();

    /** Batches offered or handed over, retries included. */
    public final Count batchesIn = new Count();

    /** Batches accepted or delivered as a whole. */
    public final Count batchesOut = new Count();

    /**
     * For a channel: events handed to sinks, retries included; taken events that were delivered.
     */
    public final Count eventsTaken = new Count();

    /** For a channel: events that left it for good. */
    public final Count eventsReleased = new Count();

    /** For a channel: looks of sinks that found nothing. */
    public final Count takesEmpty = new Count();

    /** For a sink: looks at the channel that found nothing. */
    public final Count batchesEmpty = new Count();

    /** For a sink: batches of fewer events than it would take. */
    public final Count batchesPartial = new Count();

    /** For a sink: batches of as many events as it takes. */
    public final Count batchesFull = new Count();

    /** Attempts that failed: refused by a channel, not delivered. */
    public final Count failures = new Count();

    /** Events that the destination refused for good. */
    public final Count eventsRejected = new Count();

    /** Events that interceptors dropped. */
    public final Count eventsFiltered = new Count();

    /** Events that the selector sent to no channel. */
    public final Count eventsUnrouted = new Count();

    /** Events that an optional channel had no room for. */
    public final Count eventsDroppedOptional = new Count();

    /** Times that the component was created anew after a failure. */
    public final Count restarts = new Count();

    /** Time in the component for each batch. */
    public final Timing batchTime = new Timing();

    private final Map<String, Count> deadLetters = new ConcurrentSkipListMap<>();

    public ComponentMeters(Kind kind, String type, String name) {
        this.kind = kind;
        this.type = type;
        this.name = name;
    }

    /** A meter with its help text. */
    public record Named<T>(String help, T meter) {}

    public Kind kind() {
        return kind;
    }

    public String type() {
        return type;
    }

    public String name() {
        return name;
    }

    /** For a sink: events that it could not deliver and let go, by why. A closed set of words. */
    public Count deadLetters(String fault) {
        return deadLetters.computeIfAbsent(fault, f -> new Count());
    }

    /** All of {@link #deadLetters(String)} that were asked for, ordered. */
    public Map<String, Count> deadLetters() {
        return deadLetters;
    }

    /** The component's own counters by name. */
    public Map<String, Named<Count>> counters() {
        return counters;
    }

    /** The component's own gauges by name. */
    public Map<String, Named<LongSupplier>> gauges() {
        return gauges;
    }

    /** The engine's gauges that are no whole numbers; not a number where nothing is known yet. */
    public Map<String, Named<DoubleSupplier>> ratios() {
        return ratios;
    }

    /** Sets one of {@link #ratios()}. */
    public void ratio(String gauge, String help, DoubleSupplier value) {
        ratios.put(gauge, new Named<>(help, value));
    }

    /** For a channel: times from acceptance to delivery. */
    public Optional<DelayHistogram> delays() {
        return Optional.ofNullable(delays);
    }

    /** Sets {@link #delays()}. */
    public void delays(DelayHistogram histogram) {
        delays = histogram;
    }

    /** When it last started to work, milliseconds since 1970-01-01 UTC; 0 before. */
    public long startedMillis() {
        return startedMillis.get();
    }

    /** When it last stopped; 0 before. */
    public long stoppedMillis() {
        return stoppedMillis.get();
    }

    public void started(long millis) {
        startedMillis.set(millis);
    }

    public void stopped(long millis) {
        stoppedMillis.set(millis);
    }

    /** The value of a counter of the component's own, 0 if it has none of that name. */
    public long value(String counter) {
        Named<Count> named = counters.get(counter);
        return named == null ? 0 : named.meter().value();
    }

    @Override
    public Counter counter(CounterSpec spec) {
        return counters.computeIfAbsent(spec.name(), n -> new Named<>(spec.help(), new Count()))
                .meter();
    }

    @Override
    public void gauge(String gauge, String help, LongSupplier value) {
        gauges.put(gauge, new Named<>(help, value));
    }
}
