// SPDX-License-Identifier: Apache-2.0
package io.millrace.formats.commit;

import io.millrace.frame.Batch;
import io.millrace.frame.Run;
import io.millrace.spi.ChannelNumbers;
import io.millrace.spi.Context;
import io.millrace.spi.Problem;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which events of a batch are in no file yet. */
public final class FreshEvents {
    private final Context context;
    private final Written written;
    private Optional<Problem> unnumbered;
    private String channel = "";
    private List<Span> spans = List.of();

    /** Knows the events that are in files. */
    public interface Written {

        /** Whether an event of a channel is in a file. */
        boolean has(String channel, long number, long acceptedMillis);

        /** Whether some events from {@code first} to before {@code end} may be in a file. */
        boolean touches(String channel, long first, long end);
    }

    /**
     * @param unnumbered is reported once if the channel does not number its events, so that none
     *     that comes again is known
     */
    public FreshEvents(Context context, Written written, Optional<Problem> unnumbered) {
        this.context = context;
        this.written = written;
        this.unnumbered = unnumbered;
    }

    /** The identity of the channel of the last batch; empty if it does not number its events. */
    public String channel() {
        return channel;
    }

    /**
     * Where the fresh events of the last batch stand in the channel; between them may be some that
     * are in files already. None if the channel does not number its events.
     */
    public List<Span> spans() {
        return spans;
    }

    /**
     * The events of a batch that are in no file yet.
     *
     * @param batch the object that the sink got
     */
    public Batch of(Batch batch) {
        Optional<ChannelNumbers> numbers = context.holdings().numbers(batch);
        if (numbers.isEmpty()) {
            channel = "";
            spans = List.of();
            unnumbered.ifPresent(context::report);
            unnumbered = Optional.empty();
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
            if (written.touches(channel, first, first + run.size())) {
                left =
                        run.select(event ->
                                !written.has(channel, first + event, run.block().acceptedMillis()));
            }
            if (left.size() > 0) {
                fresh.add(left);
                events += left.size();
                spans.add(new Span(first, run.size(), run.block().acceptedMillis()));
            }
        }
        return events == batch.size() ? batch : Batch.of(fresh);
    }
}
