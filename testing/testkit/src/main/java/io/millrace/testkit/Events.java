// SPDX-License-Identifier: Apache-2.0
package io.millrace.testkit;

import io.millrace.frame.Batch;
import io.millrace.frame.BlockBuilder;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Batches for tests of sinks, channels and interceptors. */
public final class Events {
    /** The time of acceptance of all events made here: 2026-01-02T03:04:05.678Z. */
    public static final long ACCEPTED_MILLIS = 1_767_323_045_678L;

    private Events() {}

    /** One block of events with these texts as bodies and no headers. */
    public static Batch batch(String... bodies) {
        return batch(Map.of(), bodies);
    }

    /** As the other, all events with the same headers. */
    public static Batch batch(Map<String, String> headers, String... bodies) {
        BlockBuilder builder = new BlockBuilder(64, Math.max(1, bodies.length));
        headers.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(header -> builder.constant(header.getKey(), header.getValue()));
        for (String body : bodies) {
            builder.append(body.getBytes(StandardCharsets.UTF_8));
        }
        return bodies.length == 0 ? Batch.EMPTY : Batch.of(builder.build(ACCEPTED_MILLIS));
    }

    /** {@code count} events whose bodies are the prefix and a number from 0. */
    public static Batch numbered(String prefix, int count) {
        BlockBuilder builder = new BlockBuilder(64, Math.max(1, count));
        for (int i = 0; i < count; i++) {
            builder.append(prefix + i);
        }
        return count == 0 ? Batch.EMPTY : Batch.of(builder.build(ACCEPTED_MILLIS));
    }

    /** The bodies of a batch, read as UTF-8. */
    public static List<String> texts(Batch batch) {
        List<String> texts = new ArrayList<>(batch.size());
        batch.forEach(event -> texts.add(event.text()));
        return texts;
    }
}
