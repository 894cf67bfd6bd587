// SPDX-License-Identifier: Apache-2.0
package io.millrace.testkit;

import io.millrace.frame.Batch;
import io.millrace.spi.Delivery;
import io.millrace.spi.Holdings;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what a sink said of the batches that it held. */
public final class RecordingHoldings implements Holdings {

    /** A range of a batch that was confirmed. */
    public record Confirmed(Batch batch, Delivery.Range range) {}

    private final List<Confirmed> confirmed = new CopyOnWriteArrayList<>();
    private final List<Batch> givenBack = new CopyOnWriteArrayList<>();

    @Override
    public void confirm(Batch batch, int from, int to) {
        confirmed.add(new Confirmed(batch, new Delivery.Range(from, to)));
    }

    @Override
    public void giveBack(Batch batch) {
        givenBack.add(batch);
    }

    public List<Confirmed> confirmed() {
        return List.copyOf(confirmed);
    }

    /** How many events were confirmed. */
    public int confirmedEvents() {
        return confirmed.stream().mapToInt(c -> c.range().to() - c.range().from()).sum();
    }

    public List<Batch> givenBack() {
        return List.copyOf(givenBack);
    }
}
