// SPDX-License-Identifier: Apache-2.0
package org.example.plugin;

import io.millrace.frame.Batch;
import io.millrace.frame.BlockBuilder;
import io.millrace.frame.Event;
import io.millrace.frame.Run;
import io.millrace.spi.Interceptor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Makes new blocks, because a block never changes. An interceptor that only adds headers or drops
 * events uses {@code Batch.withHeader} or {@code Run.select}, which copy nothing.
 */
final class UppercaseInterceptor implements Interceptor {
    private final UppercaseConfig config;

    UppercaseInterceptor(UppercaseConfig config) {
        this.config = config;
    }

    @Override
    public Batch intercept(Batch batch) {
        List<Run> changed = new ArrayList<>(batch.runs().size());
        for (Run run : batch.runs()) {
            BlockBuilder block = new BlockBuilder((int) run.bodyBytes(), run.size());
            for (Event event : Batch.of(List.of(run))) {
                block.append(change(event.body()));
                event.headers().forEach(block::header);
            }
            // The time of acceptance is that of the old block: the ledger counts by it.
            changed.add(Run.of(block.build(run.block().acceptedMillis())));
        }
        return Batch.of(changed);
    }

    private byte[] change(byte[] body) {
        String text = new String(body, config.charset());
        boolean wanted = config.only().map(only -> only.matcher(text).find()).orElse(true);
        return wanted ? text.toUpperCase(Locale.ROOT).getBytes(config.charset()) : body;
    }
}
