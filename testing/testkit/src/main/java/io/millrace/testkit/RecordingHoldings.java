// SPDX-License-Identifier: Apache-2.0
package io.millrace.testkit;

import io.millrace.frame.Batch;
import io.millrace.spi.ChannelNumbers;
import io.millrace.spi.Delivery;
import io.millrace.spi.Holdings;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what a sink said of the batches that it held. */
public final class RecordingHoldings implements Holdings {

    /** A range of a batch that was confirmed. */
    public record Confirmed(Batch batch, Delivery.Range range) {}

    private final List<Confirmed> confirmed = new CopyOnWriteArrayList<>();
    private final List<Batch> givenBack = new CopyOnWriteArrayList<>();
    private volatile @Nullable Numbered numbered;

    private record Numbered(Batch batch, ChannelNumbers numbers) {}

    /** From now on the events of a batch have numbers. */
    public void number(Batch batch, ChannelNumbers numbers) {
        numbered = new Numbered(batch, numbers);
    }

    @Override
    public Optional<ChannelNumbers> numbers(Batch batch) {
        Numbered last = numbered;
        return last != null && last.batch() == batch
                ? Optional.of(last.numbers())
                : Optional.empty();
    }

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
