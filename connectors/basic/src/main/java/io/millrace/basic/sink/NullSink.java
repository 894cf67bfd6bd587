// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.sink;

import io.millrace.frame.Batch;
import io.millrace.frame.Block;
import io.millrace.frame.Run;
import io.millrace.spi.Context;
import io.millrace.spi.Delivery;
import io.millrace.spi.Health;
import io.millrace.spi.Meters;
import io.millrace.spi.Problem;
import io.millrace.spi.Sink;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Discards events; see {@link NullConfig}. */
final class NullSink implements Sink {
    private static final Logger LOG = LoggerFactory.getLogger(NullSink.class);
    private static final String CODE = "MR-4010";

    private final NullConfig config;
    private final Context context;
    private final Meters.Counter events;
    private final Meters.Counter bytes;
    private final Meters.Counter damaged;
    private long discarded;

    /** The block that was checked last: its events come in many small batches. */
    private @Nullable Block checked;

    private boolean checkedWell;
    private final AtomicLong damagedEvents = new AtomicLong();

    NullSink(NullConfig config, Context context) {
        this.config = config;
        this.context = context;
        this.events =
                context.meters()
                        .counter(
                                new Meters.CounterSpec(
                                        "discarded_events_total", "Events discarded."));
        this.bytes =
                context.meters()
                        .counter(
                                new Meters.CounterSpec(
                                        "discarded_bytes_total", "Bytes of bodies discarded."));
        this.damaged =
                context.meters()
                        .counter(
                                new Meters.CounterSpec(
                                        "damaged_events_total",
                                        "Events whose bodies do not have the checksum of their"
                                                + " source."));
    }

    @Override
    public int batchSize() {
        return config.batchSize();
    }

    @Override
    public Delivery write(Batch batch) {
        Delivery delivery = config.verify() ? verify(batch) : Delivery.delivered();
        events.add(batch.size());
        bytes.add(batch.bodyBytes());
        count(batch.size());
        return delivery;
    }

    private void count(int events) {
        long before = discarded;
        discarded += events;
        int every = config.logEveryEvents();
        if (every > 0 && before / every != discarded / every) {
            LOG.info("{} discarded {} events", context.name(), discarded);
        }
    }

    private Delivery verify(Batch batch) {
        List<Delivery.Range> good = new ArrayList<>();
        List<Delivery.Rejected> bad = new ArrayList<>();
        int start = 0;
        for (Run run : batch.runs()) {
            int end = start + run.size();
            if (isWell(run.block())) {
                good.add(new Delivery.Range(start, end));
            } else {
                for (int event = start; event < end; event++) {
                    bad.add(
                            new Delivery.Rejected(
                                    event,
                                    CODE
                                            + " the bodies of its block do not have the checksum"
                                            + " of their source"));
                }
            }
            start = end;
        }
        if (bad.isEmpty()) {
            return Delivery.delivered();
        }
        damaged.add(bad.size());
        damagedEvents.addAndGet(bad.size());
        context.report(damage(bad.size()));
        return new Delivery.Partly(good, bad, Duration.ZERO);
    }

    private boolean isWell(Block block) {
        if (block != checked) {
            checkedWell = block.verifyBodies();
            checked = block;
        }
        return checkedWell;
    }

    private static Problem damage(int events) {
        return new Problem(
                CODE,
                Problem.Severity.ERROR,
                "",
                "",
                events + " events have bodies that are not those that the source made",
                "They are refused and go where refused events go; what lies there is damaged.",
                "Look for failing memory or a component that writes into blocks, and compare with"
                        + " the origin.");
    }

    @Override
    public Health health() {
        long events = damagedEvents.get();
        return events == 0
                ? Health.up()
                : Health.down(events + " events had damaged bodies since the start");
    }
}
