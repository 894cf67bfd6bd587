// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import io.millrace.engine.ledger.ChannelBook;
import io.millrace.engine.ledger.DelayHistogram;
import io.millrace.engine.meters.ComponentMeters;
import io.millrace.engine.meters.Count;
import io.millrace.engine.meters.Pace;
import io.millrace.host.Clock;
import io.millrace.spi.Channel;

import org.jspecify.annotations.Nullable;

import java.util.OptionalDouble;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Sets the meters that say how well a flow goes; each is computed when somebody looks. */
final class FlowMeters {
    private static final String PACE = "events_per_second";
    private static final String USE = "utilisation_ratio";

    private FlowMeters() {}

    /** Of a source: events accepted in a second. */
    static void ofSource(ComponentMeters meters, Clock clock) {
        pace(meters, "Events accepted in a second, over the last minute.", clock, meters.eventsOut);
    }

    /** Of a sink: events delivered in a second, and the share of the time that it is at work. */
    static void ofSink(ComponentMeters meters, Clock clock, int threads) {
        pace(
                meters,
                "Events delivered in a second, over the last minute.",
                clock,
                meters.eventsOut);
        Pace busyNanos = new Pace(clock, meters.batchTime::totalNanos);
        meters.ratio(
                USE,
                "Share of the last minute that it spent in batches that are done.",
                () -> Math.min(1, busyNanos.perSecond() * 1e-9 / Math.max(1, threads)));
    }

    /** Of a channel: events that leave it in a second, and how full it is. */
    static void ofChannel(
            ComponentMeters meters, Clock clock, Supplier<@Nullable Channel> channel) {
        pace(
                meters,
                "Events that left for good in a second, over the last minute.",
                clock,
                meters.eventsReleased);
        meters.ratio(
                USE,
                "How full it is, by events or bytes, whichever is more.",
                () -> {
                    Channel open = channel.get();
                    return open == null ? Double.NaN : use(open.fill());
                });
    }

    private static double use(Channel.Fill fill) {
        return Math.max(
                share(fill.events(), fill.capacityEvents()),
                share(fill.bytes(), fill.capacityBytes()));
    }

    private static double share(long part, long whole) {
        return whole <= 0 ? 0 : (double) part / whole;
    }

    /** Of a channel with a ledger: what its ledger says, since that began. */
    static void ofLedger(ComponentMeters meters, ChannelBook book, DelayHistogram delays) {
        meters.ratio(
                "success_ratio",
                "Share of the events that were due that were delivered.",
                () -> orNone(book.figures().successRate()));
        meters.ratio(
                "loss_ratio",
                "Share of the events that were due that are lost.",
                () -> orNone(book.figures().lossRate()));
        meters.gauge("lost_events", "Events that are lost.", () -> book.figures().lost());
        meters.gauge(
                "unknown_events",
                "Events whose end was not written down before a crash.",
                () -> book.figures().unknown());
        meters.delays(delays);
        quantile(meters, "delay_p50_seconds", "Half of the events", delays, 0.5);
        quantile(meters, "delay_p99_seconds", "99 of 100 events", delays, 0.99);
        meters.ratio(
                "delay_max_seconds",
                "The longest time from acceptance to delivery.",
                seconds(delays, delays::longest));
    }

    private static void quantile(
            ComponentMeters meters, String name, String who, DelayHistogram delays, double share) {
        meters.ratio(
                name,
                who + " took no longer from acceptance to delivery.",
                seconds(delays, () -> delays.quantile(share)));
    }

    private static DoubleSupplier seconds(DelayHistogram delays, LongSupplier millis) {
        return () -> delays.events() == 0 ? Double.NaN : millis.getAsLong() / 1000.0;
    }

    private static double orNone(OptionalDouble value) {
        return value.orElse(Double.NaN);
    }

    private static void pace(ComponentMeters meters, String help, Clock clock, Count count) {
        Pace pace = new Pace(clock, count::value);
        meters.ratio(PACE, help, pace::perSecond);
    }
}
