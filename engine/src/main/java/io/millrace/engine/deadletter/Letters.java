// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.deadletter;

import io.millrace.frame.Batch;
import io.millrace.frame.Block;
import io.millrace.frame.BlockBuilder;
import io.millrace.frame.Event;
import io.millrace.frame.Run;
import io.millrace.frame.StreamPosition;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes undeliverable events as dead letters: in blocks of their own, without a position, so that
 * nobody takes one for what its stream has already, and with their time of acceptance.
 */
final class Letters {
    private static final int MOST_IN_BLOCK = 512;
    private static final int MOST_NAMES = 900;
    private static final int LONGEST_REASON = 4096;

    private final String channel;
    private final String sources;
    private final String sink;
    private final long nowMillis;
    private final List<Run> done = new ArrayList<>(1);
    private final Set<String> names = new HashSet<>();
    private @Nullable BlockBuilder open;
    private long openAccepted;

    private Letters(String channel, String sources, String sink, long nowMillis) {
        this.channel = channel;
        this.sources = sources;
        this.sink = sink;
        this.nowMillis = nowMillis;
    }

    /** {@code sources} says whence events without a stream come. */
    static Batch of(
            List<Undeliverable> events,
            String channel,
            String sources,
            String sink,
            long nowMillis) {
        Letters letters = new Letters(channel, sources, sink, nowMillis);
        events.forEach(letters::add);
        letters.finish();
        return Batch.of(letters.done);
    }

    private void add(Undeliverable undeliverable) {
        Event event = undeliverable.event();
        Run run = event.run();
        Map<String, String> headers = event.headers();
        names.addAll(headers.keySet());
        BlockBuilder builder = open;
        int length = run.bodyLength(event.index());
        if (builder != null
                && (builder.events() == MOST_IN_BLOCK
                        || openAccepted != run.block().acceptedMillis()
                        || names.size() > MOST_NAMES
                        || builder.used() + length > Block.TARGET_BYTES)) {
            finish();
            names.addAll(headers.keySet());
            builder = null;
        }
        if (builder == null) {
            builder = new BlockBuilder(length, 1);
            open = builder;
            openAccepted = run.block().acceptedMillis();
        }
        builder.append(run.array(), run.bodyStart(event.index()), length);
        headers.forEach(builder::header);
        describe(builder, undeliverable, headers.getOrDefault(DeadLetter.REPLAYS, "0"));
    }

    private void describe(BlockBuilder builder, Undeliverable undeliverable, String replays) {
        Event event = undeliverable.event();
        Block block = event.run().block();
        StreamPosition position = block.position();
        String reason = undeliverable.reason();
        builder.header(DeadLetter.REPLAYS, replays)
                .header(
                        DeadLetter.REASON,
                        reason.length() > LONGEST_REASON
                                ? reason.substring(0, LONGEST_REASON)
                                : reason)
                .header(DeadLetter.FAULT, undeliverable.fault().word())
                .header(DeadLetter.CHANNEL, channel)
                .header(DeadLetter.SINK, sink)
                .header(DeadLetter.TIME, nowMillis)
                .header(DeadLetter.ATTEMPTS, undeliverable.attempts());
        String source = sources;
        if (position != null) {
            // The engine puts the name of the source before that of the stream.
            int end = position.stream().indexOf('\n');
            source = end < 0 ? sources : position.stream().substring(0, end);
            long ordinal = block.ordinal(event.run().blockIndex(event.index()));
            builder.header(DeadLetter.STREAM, position.stream().substring(end + 1))
                    .header(DeadLetter.EPOCH, position.epoch())
                    .header(DeadLetter.ORDINAL, ordinal);
        }
        builder.header(DeadLetter.SOURCE, source);
    }

    private void finish() {
        BlockBuilder builder = open;
        if (builder != null) {
            done.add(Run.of(builder.build(openAccepted)));
            open = null;
        }
        names.clear();
    }
}
