// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import io.millrace.engine.ledger.ChannelBook;
import io.millrace.engine.meters.ComponentMeters;
import io.millrace.frame.Batch;
import io.millrace.frame.StreamPosition;
import io.millrace.spi.Channel;
import io.millrace.spi.ChannelFullException;
import io.millrace.spi.Emitter;
import io.millrace.spi.Interceptor;
import io.millrace.spi.Level;
import io.millrace.spi.Problem;
import io.millrace.spi.RefusedException;
import io.millrace.spi.Selector;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The way of a batch from its source into the channels: interceptors, selector, room in all
 * required channels first, then the commits. Safe for any thread.
 */
final class Distribution implements Emitter {
    private static final long FOREVER = Long.MAX_VALUE;
    private static final long KEEP_ALIVE = -1;
    private static final Comparator<StreamPosition> ORDER =
            Comparator.comparingLong(StreamPosition::epoch)
                    .thenComparingLong(StreamPosition::firstOrdinal);

    private final Parts parts;
    private final ComponentMeters meters;
    private final String source;
    private final List<Interceptor> interceptors;
    private final Selector selector;
    private final Map<String, ChannelSlot> slots;
    private final Map<String, Channel> channels;
    private final int largestBatch;

    /** {@code channels} are the open channels of the source, by name; none is missing. */
    Distribution(
            Parts parts,
            ComponentMeters meters,
            String source,
            List<Interceptor> interceptors,
            Selector selector,
            Map<String, ChannelSlot> slots,
            Map<String, Channel> channels) {
        this.parts = parts;
        this.meters = meters;
        this.source = source;
        this.interceptors = interceptors;
        this.selector = selector;
        this.slots = slots;
        this.channels = channels;
        this.largestBatch =
                channels.values().stream().mapToInt(Channel::maxBatchEvents).min().orElse(1);
    }

    @Override
    public void emit(Batch batch) throws RefusedException, InterruptedException {
        accept(batch, FOREVER);
    }

    @Override
    public void offer(Batch batch) throws RefusedException, InterruptedException {
        accept(batch, KEEP_ALIVE);
    }

    @Override
    public int maxBatchEvents() {
        return largestBatch;
    }

    @Override
    public boolean isTakenWhole(int events) {
        return channels.size() == 1 && events <= largestBatch;
    }

    @Override
    public Optional<StreamPosition> position(String stream) throws IOException {
        return later(
                parts.positions().position(source, stream).orElse(null), storedEverywhere(stream));
    }

    @Override
    public Optional<StreamPosition> safePosition(String stream) throws IOException {
        return later(
                parts.streams().safePosition(source, stream).orElse(null),
                storedEverywhere(stream));
    }

    private static Optional<StreamPosition> later(
            @Nullable StreamPosition one, @Nullable StreamPosition other) {
        if (one == null || other == null) {
            return Optional.ofNullable(one == null ? other : one);
        }
        return Optional.of(ORDER.compare(one, other) >= 0 ? one : other);
    }

    @Override
    public List<StreamPosition> positions() throws IOException {
        Set<String> streams = new TreeSet<>();
        for (StreamPosition saved : parts.positions().positions(source)) {
            streams.add(saved.stream());
        }
        String prefix = StreamTracker.qualified(source, "");
        for (Channel channel : channels.values()) {
            for (String stream : channel.streams()) {
                if (stream.startsWith(prefix)) {
                    streams.add(stream.substring(prefix.length()));
                }
            }
        }
        List<StreamPosition> positions = new ArrayList<>();
        for (String stream : streams) {
            position(stream).ifPresent(positions::add);
        }
        return positions;
    }

    /**
     * How far all channels have a stream, if each keeps such a thing and has something of it: then
     * what was saved apart may be older, or lost.
     */
    private @Nullable StreamPosition storedEverywhere(String stream) throws IOException {
        StreamPosition least = null;
        for (Channel channel : channels.values()) {
            StreamPosition one =
                    channel.position(StreamTracker.qualified(source, stream)).orElse(null);
            if (one == null) {
                return null;
            }
            least = least == null || ORDER.compare(one, least) < 0 ? one : least;
        }
        return least == null
                ? null
                : new StreamPosition(stream, least.epoch(), least.firstOrdinal(), least.end());
    }

    @Override
    public void begin(StreamPosition start) throws IOException {
        Optional<StreamPosition> known = position(start.stream());
        if (known.isEmpty() || known.get().epoch() < start.epoch()) {
            parts.positions().begin(source, start);
        }
    }

    private void accept(Batch given, long waitNanos) throws RefusedException, InterruptedException {
        if (given.isEmpty()) {
            return;
        }
        final Batch batch =
                StreamTracker.hasPositions(given)
                        ? given.map(run -> run.inStream(this::qualified))
                        : given;
        final long started = parts.clock().nanos();
        meters.eventsIn.add(batch.size());
        meters.batchesIn.add(1);
        boolean accepted = false;
        try {
            parts.streams().emitting(source, batch);
            Batch kept = intercept(batch);
            int filtered = Math.max(0, batch.size() - kept.size());
            for (int from = 0; from < kept.size(); from += largestBatch) {
                store(
                        batch,
                        kept.slice(from, Math.min(kept.size(), from + largestBatch)),
                        from == 0 ? filtered : 0,
                        waitNanos);
            }
            if (kept.isEmpty()) {
                allFiltered(batch);
            }
            parts.streams().emitted(batch);
            meters.bytesOut.add(kept.bodyBytes());
            accepted = true;
        } finally {
            if (accepted) {
                meters.eventsOut.add(batch.size());
                meters.batchesOut.add(1);
            } else {
                meters.failures.add(1);
            }
            meters.batchTime.add(parts.clock().nanos() - started);
        }
    }

    private String qualified(String stream) {
        return StreamTracker.qualified(source, stream);
    }

    private Batch intercept(Batch batch) throws RefusedException {
        Batch kept = batch;
        for (Interceptor interceptor : interceptors) {
            if (kept.isEmpty()) {
                break;
            }
            try {
                kept = interceptor.intercept(kept);
            } catch (RuntimeException failed) {
                throw new RefusedException(
                        "an interceptor of source \"" + source + "\" failed: " + failed, failed);
            }
        }
        if (kept.size() < batch.size()) {
            meters.eventsFiltered.add(batch.size() - kept.size());
        }
        return kept;
    }

    private void allFiltered(Batch batch) {
        long accepted = batch.runs().getFirst().block().acceptedMillis();
        for (String channel : channels.keySet()) {
            ChannelSlot slot = slots.get(channel);
            if (slot != null) {
                slot.book().passed(new ChannelBook.Others(accepted, batch.size(), 0, 0));
            }
        }
    }

    private void store(Batch emitted, Batch part, int filtered, long waitNanos)
            throws RefusedException, InterruptedException {
        List<Selector.Route> required = new ArrayList<>(2);
        List<Selector.Route> optional = new ArrayList<>(0);
        List<Selector.Route> routes = selector.route(part);
        PartAccount account = new PartAccount(slots, channels.keySet(), part, routes, filtered);
        for (Selector.Route route : routes) {
            if (!route.batch().isEmpty()) {
                (route.required() ? required : optional).add(route);
            }
        }
        // All sources reserve in one order: two that wait for each other's room would wait for
        // ever.
        if (required.size() > 1) {
            required.sort(Comparator.comparingInt(route -> slot(route).order()));
        }
        List<Channel.Reservation> reservations = new ArrayList<>(required.size());
        try {
            for (Selector.Route route : required) {
                reservations.add(reserve(route, waitNanos));
            }
            commit(emitted, required, reservations, account);
        } finally {
            reservations.forEach(Channel.Reservation::close);
        }
        account.accepted();
        meters.eventsUnrouted.add(account.unrouted());
        for (Selector.Route route : optional) {
            storeOptional(route, account);
        }
    }

    private Channel.Reservation reserve(Selector.Route route, long waitNanos)
            throws RefusedException, InterruptedException {
        Channel channel = channel(route);
        ComponentMeters channelMeters = slot(route).meters();
        channelMeters.eventsIn.add(route.batch().size());
        long wait = waitNanos == KEEP_ALIVE ? channel.keepAlive().toNanos() : waitNanos;
        try {
            return channel.reserve(route.batch().size(), route.batch().bodyBytes(), wait);
        } catch (ChannelFullException full) {
            channelMeters.failures.add(1);
            throw full;
        } catch (IOException failed) {
            channelMeters.failures.add(1);
            throw refused(route, failed);
        }
    }

    private void commit(
            Batch emitted,
            List<Selector.Route> required,
            List<Channel.Reservation> reservations,
            PartAccount account)
            throws RefusedException, InterruptedException {
        List<Channel.Pending> pending = new ArrayList<>(required.size());
        int told = 0;
        int settled = 0;
        try {
            for (int i = 0; i < required.size(); i++) {
                Selector.Route route = required.get(i);
                try {
                    if (isLosable(route)) {
                        parts.streams().storing(emitted, route.batch());
                    }
                    account.storing(route);
                    told++;
                    pending.add(reservations.get(i).commit(route.batch()));
                } catch (IOException failed) {
                    throw refused(route, failed);
                }
            }
            for (int i = 0; i < required.size(); i++) {
                Selector.Route route = required.get(i);
                try {
                    pending.get(i).await();
                } catch (IOException failed) {
                    throw refused(route, failed);
                }
                account.stored(route, pending.get(i).leftOut());
                settled++;
                stored(route);
            }
        } finally {
            for (int i = settled; i < told; i++) {
                if (i < pending.size() && pending.get(i).equals(Channel.Pending.DONE)) {
                    account.stored(required.get(i), Batch.EMPTY);
                } else {
                    account.refused(required.get(i), i < pending.size());
                    if (i >= pending.size() && isLosable(required.get(i))) {
                        parts.streams().notStored(required.get(i).batch());
                    }
                }
            }
        }
    }

    private boolean isLosable(Selector.Route route) {
        return channel(route).level().compareTo(Level.FSYNC) < 0;
    }

    private void stored(Selector.Route route) {
        ComponentMeters channelMeters = slot(route).meters();
        channelMeters.eventsOut.add(route.batch().size());
        channelMeters.batchesOut.add(1);
    }

    private static RefusedException refused(Selector.Route route, IOException failed) {
        return new RefusedException(
                "channel \"" + route.channel() + "\" refused a batch: " + Parts.rootCause(failed),
                failed);
    }

    private void storeOptional(Selector.Route route, PartAccount account)
            throws InterruptedException {
        Batch batch = route.batch();
        ComponentMeters channelMeters = slot(route).meters();
        channelMeters.eventsIn.add(batch.size());
        boolean isTold = false;
        boolean isCommitted = false;
        boolean isStored = false;
        try (Channel.Reservation reservation =
                channel(route).reserve(batch.size(), batch.bodyBytes(), 0)) {
            account.storing(route);
            isTold = true;
            Channel.Pending pending = reservation.commit(batch);
            isCommitted = true;
            pending.await();
            account.stored(route, pending.leftOut());
            isStored = true;
            stored(route);
        } catch (IOException failed) {
            channelMeters.failures.add(1);
            meters.eventsDroppedOptional.add(batch.size());
            parts.report(
                    slot(route).node().component(),
                    new Problem(
                            "MR-6002",
                            Problem.Severity.WARNING,
                            "",
                            "",
                            "an optional channel could not take events: " + Parts.rootCause(failed),
                            batch.size()
                                    + " events of source \""
                                    + source
                                    + "\" are not in this channel; its required channels have them",
                            "make the channel required, raise its capacity, or speed up its"
                                    + " sinks"));
        } finally {
            if (isTold && !isStored) {
                account.refused(route, isCommitted);
            }
            if (!isStored) {
                account.dropped(route);
            }
        }
    }

    private ChannelSlot slot(Selector.Route route) {
        ChannelSlot slot = slots.get(route.channel());
        if (slot == null) {
            throw new IllegalStateException(
                    "the selector of source \""
                            + source
                            + "\" named channel \""
                            + route.channel()
                            + "\", which is not one of its channels");
        }
        return slot;
    }

    private Channel channel(Selector.Route route) {
        Channel channel = channels.get(route.channel());
        if (channel == null) {
            throw new IllegalStateException("no channel \"" + route.channel() + "\"");
        }
        return channel;
    }
}
