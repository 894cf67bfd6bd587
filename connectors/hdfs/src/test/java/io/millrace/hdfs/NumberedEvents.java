// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.millrace.frame.Batch;
import io.millrace.frame.Run;
import io.millrace.spi.ChannelNumbers;
import io.millrace.testkit.Events;
import io.millrace.testkit.TestContext;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * What a durable channel hands out: event <i>n</i> has the number <i>n</i>, the body {@code e<n>},
 * and a header {@code k} that is the same for each three.
 */
final class NumberedEvents {
    private static final int RUN = 3;

    private NumberedEvents() {}

    /** The events from a number to before another, known to the context by their numbers. */
    static Batch of(TestContext context, String channel, long from, long end) {
        List<Run> runs = new ArrayList<>();
        List<Long> firsts = new ArrayList<>();
        long first = from;
        while (first < end) {
            long next = Math.min(end, (first / RUN + 1) * RUN);
            String[] bodies =
                    LongStream.range(first, next).mapToObj(n -> "e" + n).toArray(String[]::new);
            String key = String.valueOf(first / RUN % 2);
            runs.add(Events.batch(Map.of("k", key), bodies).runs().getFirst());
            firsts.add(first);
            first = next;
        }
        Batch batch = Batch.of(runs);
        context.holdings().number(batch, new ChannelNumbers(channel, firsts));
        return batch;
    }
}
