// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.ledger;

import io.millrace.frame.Batch;
import io.millrace.frame.BlockBuilder;
import io.millrace.frame.Run;
import io.millrace.frame.StreamPosition;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** A channel that survives every crash, and what truly happened to its events. */
final class ModelChannel {
    private static final byte[] NO_END = {};

    private final ArrayDeque<Run> waiting = new ArrayDeque<>();
    private final List<Run> lastGone = new ArrayList<>();
    private long nextOrdinal;
    private long stored;

    /** Deliveries, repeats included. */
    private long deliveries;

    /** Events that a source offers in a minute. */
    Batch offer(int events, long minute) {
        BlockBuilder builder = new BlockBuilder(events * 8);
        for (int i = 0; i < events; i++) {
            builder.append("event");
        }
        StreamPosition position = new StreamPosition("r1\nfile", 1, nextOrdinal, NO_END);
        nextOrdinal += events;
        return Batch.of(builder.build(minute * Row.MINUTE, position));
    }

    void store(Batch batch) {
        waiting.addAll(batch.runs());
        stored += batch.size();
    }

    /** Takes a run for good. */
    Batch deliver(int most) {
        Run run = waiting.removeFirst();
        if (run.size() > most) {
            waiting.addFirst(run.slice(most, run.size()));
            run = run.slice(0, most);
        }
        deliveries += run.size();
        lastGone.add(run);
        return Batch.of(List.of(run));
    }

    /** The acknowledgements of the last deliveries did not reach the disk. */
    long forgetAcknowledgements(int runs) {
        long back = 0;
        for (int i = 0; i < runs && !lastGone.isEmpty(); i++) {
            Run run = lastGone.removeLast();
            waiting.addFirst(run);
            back += run.size();
        }
        lastGone.clear();
        return back;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    long held() {
        return waiting.stream().mapToLong(Run::size).sum();
    }

    long stored() {
        return stored;
    }

    long deliveries() {
        return deliveries;
    }
}
