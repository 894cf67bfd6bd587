// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi;

import io.millrace.frame.Batch;
import io.millrace.frame.Run;

import java.util.ArrayList;
import java.util.List;

/**
 * Under which numbers a durable channel keeps the events of a batch. An event has the same number
 * whenever it is offered, in whatever batch, also after a restart; no other event of the channel
 * ever gets it. The events of a run have consecutive numbers.
 *
 * @param channel identity of the channel: another one once what it holds was thrown away, so that
 *     its numbers begin anew
 * @param firsts the number of the first event of each run
 */
public record ChannelNumbers(String channel, List<Long> firsts) {
    public ChannelNumbers {
        firsts = List.copyOf(firsts);
    }

    /**
     * The numbers of a part of the batch, as {@link Batch#slice} makes it.
     *
     * @param whole the batch whose numbers these are
     */
    public ChannelNumbers slice(Batch whole, int from, int to) {
        List<Long> sliced = new ArrayList<>(firsts.size());
        int start = 0;
        int index = 0;
        for (Run run : whole.runs()) {
            int first = Math.max(from - start, 0);
            if (first < Math.min(to - start, run.size())) {
                sliced.add(firsts.get(index) + first);
            }
            start += run.size();
            index++;
        }
        return new ChannelNumbers(channel, sliced);
    }
}
