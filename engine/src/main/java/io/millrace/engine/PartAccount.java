// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import io.millrace.engine.ledger.ChannelBook;
import io.millrace.frame.Batch;
import io.millrace.frame.Block;
import io.millrace.frame.Run;
import io.millrace.spi.Selector;

import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the ledger is told of a part of a batch on its way into the channels of a source. */
final class PartAccount {
    private final Map<String, ChannelSlot> slots;
    private final Set<String> channels;
    private final Batch part;
    private final List<Selector.Route> routes;
    private final long filtered;
    private final long unrouted;

    /**
     * {@code part} is what is left of it by the interceptors, which dropped {@code filtered} events
     * before.
     */
    PartAccount(
            Map<String, ChannelSlot> slots,
            Set<String> channels,
            Batch part,
            List<Selector.Route> routes,
            long filtered) {
        this.slots = slots;
        this.channels = channels;
        this.part = part;
        this.routes = routes;
        this.filtered = filtered;
        this.unrouted = (long) part.size() - routed(part, routes);
    }

    long unrouted() {
        return unrouted;
    }

    /** How many events of the part stand in some route. */
    private static int routed(Batch part, List<Selector.Route> routes) {
        int most = 0;
        int some = 0;
        for (Selector.Route route : routes) {
            int size = route.batch().size();
            most = Math.max(most, size);
            some += size > 0 ? 1 : 0;
        }
        return some < 2 || most >= part.size() ? Math.min(most, part.size()) : distinct(routes);
    }

    private static int distinct(List<Selector.Route> routes) {
        IdentityHashMap<Block, BitSet> seen = new IdentityHashMap<>();
        int count = 0;
        for (Selector.Route route : routes) {
            for (Run run : route.batch().runs()) {
                BitSet events = seen.computeIfAbsent(run.block(), block -> new BitSet());
                for (int event = 0, size = run.size(); event < size; event++) {
                    int index = run.blockIndex(event);
                    count += events.get(index) ? 0 : 1;
                    events.set(index);
                }
            }
        }
        return count;
    }

    /** A route is about to be committed. */
    void storing(Selector.Route route) {
        book(route.channel()).storing(route.batch(), others(route));
    }

    void stored(Selector.Route route, Batch leftOut) {
        book(route.channel()).stored(route.batch(), leftOut);
    }

    void refused(Selector.Route route, boolean isInDoubt) {
        book(route.channel()).refused(route.batch(), others(route), isInDoubt);
    }

    void dropped(Selector.Route route) {
        book(route.channel()).dropped(route.batch());
        if (isFirst(route)) {
            book(route.channel()).passed(others(route.channel()));
        }
    }

    /** All required channels have the part: those that get nothing of it hear so. */
    void accepted() {
        for (String channel : channels) {
            if (events(channel) == 0) {
                book(channel).passed(others(channel));
            }
        }
    }

    /** A channel may stand in two routes, one of them optional; what passes it by counts once. */
    private ChannelBook.Others others(Selector.Route route) {
        return isFirst(route) ? others(route.channel()) : ChannelBook.Others.NONE;
    }

    private boolean isFirst(Selector.Route route) {
        for (Selector.Route other : routes) {
            if (!other.batch().isEmpty() && other.channel().equals(route.channel())) {
                return other.equals(route);
            }
        }
        return true;
    }

    private ChannelBook.Others others(String channel) {
        long elsewhere = part.size() - events(channel) - unrouted;
        if (filtered == 0 && unrouted == 0 && elsewhere == 0) {
            return ChannelBook.Others.NONE;
        }
        long accepted = part.runs().getFirst().block().acceptedMillis();
        return new ChannelBook.Others(accepted, filtered, unrouted, elsewhere);
    }

    private int events(String channel) {
        int events = 0;
        for (Selector.Route route : routes) {
            if (route.channel().equals(channel)) {
                events += route.batch().size();
            }
        }
        return events;
    }

    private ChannelBook book(String channel) {
        ChannelSlot slot = slots.get(channel);
        if (slot == null) {
            throw new IllegalStateException("no channel \"" + channel + "\"");
        }
        return slot.book();
    }
}
