// SPDX-License-Identifier: Apache-2.0
package io.millrace.loadtest;

import io.millrace.frame.Batch;
import io.millrace.frame.Block;
import io.millrace.frame.BlockBuilder;
import io.millrace.frame.Run;
import io.millrace.host.Clock;
import io.millrace.host.Threads;
import io.millrace.spi.ComponentConfig;
import io.millrace.spi.Context;
import io.millrace.spi.Emitter;
import io.millrace.spi.RefusedException;
import io.millrace.spi.Source;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes the load. */
final class LoadSource implements Source {
    /** So often a producer looks whether the load changes while there is none. */
    private static final Duration LOOK = Duration.ofMillis(1);

    private final Load load;
    private final Context context;
    private final Clock clock;
    private volatile boolean isStopped;

    /** Where a {@link LoadSource} takes its orders; also its configuration. */
    record Load(Orders orders, Measures measures) implements ComponentConfig<Source> {
        @Override
        public Source create(Context context) {
            return new LoadSource(this, context);
        }
    }

    /** What the producers are to do from now on; changed by one thread, read by all. */
    static final class Orders {
        /** Before the first order, and between two of them. */
        static final Order PAUSE = new Order(0, null);

        private volatile Order order = PAUSE;
        private volatile boolean isReady;
        private volatile Order begun = PAUSE;
        private final long origin;

        /** {@code origin} is the reading of the clock from which times in bodies count. */
        Orders(long origin) {
            this.origin = origin;
        }

        long origin() {
            return origin;
        }

        void give(Order next) {
            order = next;
        }

        /** Whether nobody puts any more, after the order to pause. */
        boolean isIdle() {
            return PAUSE.equals(order) && PAUSE.equals(begun);
        }

        /** Whether the source runs: its channels are open. */
        boolean isReady() {
            return isReady;
        }
    }

    /**
     * One order.
     *
     * @param startNanos when the first event is due
     * @param plan what to make, or null for nothing
     */
    record Order(long startNanos, @Nullable Plan plan) {}

    private LoadSource(Load load, Context context) {
        this.load = load;
        this.context = context;
        this.clock = context.host().clock();
    }

    @Override
    public void run(Emitter out) throws InterruptedException {
        load.orders.isReady = true;
        List<Thread> producers = new ArrayList<>();
        Order seen = Orders.PAUSE;
        while (!isStopped) {
            Order order = load.orders.order;
            if (!order.equals(seen)) {
                seen = order;
                join(producers);
                load.orders.begun = order;
                Plan plan = order.plan;
                if (plan != null) {
                    start(producers, plan, order, out);
                }
            }
            clock.sleep(LOOK);
        }
        join(producers);
    }

    private void start(List<Thread> producers, Plan plan, Order order, Emitter out) {
        for (int i = 0; i < plan.producers(); i++) {
            Producer producer = new Producer(plan, order, i, out);
            producers.add(
                    context.host()
                            .threads()
                            .start(Threads.Kind.PLATFORM, "producer-" + i, producer));
        }
    }

    private void join(List<Thread> producers) throws InterruptedException {
        for (Thread producer : producers) {
            while (!context.host().threads().join(producer, Duration.ofSeconds(1))) {
                if (isStopped) {
                    producer.interrupt();
                }
            }
        }
        producers.clear();
    }

    @Override
    public void stop() {
        isStopped = true;
    }

    @Override
    public void close() {
        isStopped = true;
    }

    /** One thread that puts. */
    private final class Producer implements Runnable {
        private final Plan plan;
        private final Order order;
        private final int number;
        private final Emitter out;
        private final Payload payload;
        private final Measures measures = load.measures;
        private int next;
        private long serial;
        private long sum;

        Producer(Plan plan, Order order, int number, Emitter out) {
            this.plan = plan;
            this.order = order;
            this.number = number;
            this.out = out;
            this.payload = plan.payload();
            this.next = number % payload.count();
            // Unique over producers and orders: an order lasts longer than it has events in ns.
            this.serial = (order.startNanos - load.orders.origin) * plan.producers() + number;
        }

        @Override
        public void run() {
            int events = Math.min(plan.eventsOfPut(), out.maxBatchEvents());
            double interval = plan.isPaced() ? 1e9 * events * plan.producers() : 0;
            interval = plan.isPaced() ? interval / plan.eventsPerSecond() : 0;
            double phase = interval * number / plan.producers();
            try {
                for (long put = 0; isCurrent(); put++) {
                    long due = clock.nanos();
                    if (plan.isPaced()) {
                        due = order.startNanos + (long) (phase + interval * put);
                        clock.sleep(Duration.ofNanos(Math.max(0, due - clock.nanos())));
                        if (!isCurrent()) {
                            return;
                        }
                    }
                    put(events, due);
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }

        private boolean isCurrent() {
            return !isStopped && order.equals(load.orders.order);
        }

        private void put(int events, long due) throws InterruptedException {
            Batch batch = batch(events, due);
            try {
                out.emit(batch);
                measures.accepted.count.add(events);
                measures.accepted.sum.add(sum);
                measures.acceptedBytes.add(batch.bodyBytes());
            } catch (RefusedException refused) {
                measures.refused.add(events);
            }
            measures.put(clock.nanos() - due, events);
        }

        private Batch batch(int events, long due) {
            long acceptedMillis = clock.millis();
            long dueInBody = due - load.orders.origin;
            sum = 0;
            List<Run> runs = new ArrayList<>(1);
            int left = events;
            while (left > 0) {
                int most = Math.min(left, payload.count() - next);
                int count = payload.fitting(next, most, Block.TARGET_BYTES);
                int base = payload.start(next);
                byte[] bodies =
                        Arrays.copyOfRange(payload.bytes(), base, payload.start(next + count));
                BlockBuilder builder = BlockBuilder.around(bodies, count);
                for (int i = 0; i < count; i++) {
                    int start = payload.start(next + i) - base;
                    int end = payload.start(next + i + 1) - base;
                    Marker.stamp(bodies, end, serial, dueInBody);
                    sum += Marker.mix(serial & 0xFFFF_FFFF_FFFFL);
                    serial += plan.producers();
                    builder.mark(start, end - start);
                }
                runs.add(Run.of(builder.build(acceptedMillis)));
                next = (next + count) % payload.count();
                left -= count;
            }
            return Batch.of(runs);
        }
    }
}
