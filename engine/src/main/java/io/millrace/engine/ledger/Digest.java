// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.ledger;

import io.millrace.frame.Block;
import io.millrace.frame.Run;
import io.millrace.frame.StreamPosition;

/**
 * Which events, in three numbers: how many, and the sum and the sum of squares of their identities
 * modulo 2^64. Two sets of the same digest are the same set but for a chance of some 2^-64.
 *
 * <p>The identity of an event is its ordinal plus a number that stream and epoch give, so that one
 * digest holds the events of any number of streams, and that of neighbours costs the same however
 * many they are. An event of a source that cannot replay has no ordinal: there, the sum is that of
 * the lengths of the bodies.
 */
record Digest(long events, long sum, long squares) {

    /** Of all events of a run. */
    static Digest of(Run run) {
        int events = run.size();
        Block block = run.block();
        StreamPosition position = block.position();
        if (position == null || events == 0) {
            return new Digest(events, run.bodyBytes(), 0);
        }
        long origin = origin(position);
        long first = block.ordinal(run.blockIndex(0));
        long last = block.ordinal(run.blockIndex(events - 1));
        return run.isContiguous() && last - first == events - 1
                ? neighbours(origin + first, events)
                : each(run, origin);
    }

    private static Digest neighbours(long first, long events) {
        long pairs = events * (events - 1) / 2;
        long squaresBelow = events * (events - 1) * (2 * events - 1) / 6;
        return new Digest(
                events,
                events * first + pairs,
                events * first * first + 2 * first * pairs + squaresBelow);
    }

    private static Digest each(Run run, long origin) {
        Block block = run.block();
        long sum = 0;
        long squares = 0;
        for (int event = 0, size = run.size(); event < size; event++) {
            long identity = origin + block.ordinal(run.blockIndex(event));
            sum += identity;
            squares += identity * identity;
        }
        return new Digest(run.size(), sum, squares);
    }

    private static long origin(StreamPosition position) {
        String stream = position.stream();
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < stream.length(); i++) {
            hash = (hash ^ stream.charAt(i)) * 0x100000001b3L;
        }
        return mixed(mixed(hash) ^ position.epoch());
    }

    private static long mixed(long bits) {
        long mixed = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
