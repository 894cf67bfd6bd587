// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.sink;

import io.millrace.basic.sink.RollContents.Span;
import io.millrace.frame.Batch;
import io.millrace.frame.Run;
import io.millrace.spi.ChannelNumbers;
import io.millrace.spi.Context;
import io.millrace.spi.Problem;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which events of a batch are in no file yet. For the thread that holds the sink's lock. */
final class FreshEvents {
    private final Context context;
    private final RollRecord record;
    private final boolean asked;
    private String channel = "";
    private List<Span> spans = List.of();
    private boolean toldThatNumbersAreMissing;

    /**
     * @param asked whether the user wants events to be known, rather than that it is the default
     */
    FreshEvents(Context context, RollRecord record, boolean asked) {
        this.context = context;
        this.record = record;
        this.asked = asked;
    }

    /** The identity of the channel, or empty. */
    String channel() {
        return channel;
    }

    /** The events of {@link #of}, by their numbers. */
    List<Span> spans() {
        return spans;
    }

    /** The events of a batch that are in no file yet. */
    Batch of(Batch batch) {
        Optional<ChannelNumbers> numbers = context.holdings().numbers(batch);
        if (numbers.isEmpty()) {
            channel = "";
            spans = List.of();
            tellThatNumbersAreMissing();
            return batch;
        }
        channel = numbers.get().channel();
        spans = new ArrayList<>(batch.runs().size());
        List<Run> fresh = new ArrayList<>(batch.runs().size());
        int events = 0;
        int index = 0;
        for (Run run : batch.runs()) {
            long first = numbers.get().firsts().get(index++);
            Run left = run;
            if (record.touches(channel, first, first + run.size())) {
                left =
                        run.select(event ->
                                !record.has(channel, first + event, run.block().acceptedMillis()));
            }
            if (left.size() > 0) {
                fresh.add(left);
                events += left.size();
                spans.add(new Span(first, run.size(), run.block().acceptedMillis()));
            }
        }
        return events == batch.size() ? batch : Batch.of(fresh);
    }

    private void tellThatNumbersAreMissing() {
        if (!asked || toldThatNumbersAreMissing) {
            return;
        }
        toldThatNumbersAreMissing = true;
        context.report(
                new Problem(
                        "MR-4011",
                        Problem.Severity.WARNING,
                        "",
                        "sink.delivery",
                        "sink.delivery = exactly_once, but the channel does not number its events",
                        "A batch that a crash puts in doubt is written again and may appear twice."
                                + " Over failures without a crash no event is written twice.",
                        "Use a channel of type file, or set sink.delivery = at_least_once."));
    }
}
