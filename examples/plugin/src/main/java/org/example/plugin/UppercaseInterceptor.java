// SPDX-License-Identifier: Apache-2.0
package org.example.plugin;

import io.millrace.frame.Batch;
import io.millrace.frame.Block;
import io.millrace.frame.BlockBuilder;
import io.millrace.frame.Run;
import io.millrace.spi.Interceptor;

import java.util.Locale;

/**
 * Puts new blocks in the place of the old ones, because a block never changes. An interceptor that
 * only adds headers or drops events uses {@code Batch.withHeader} or {@code Run.select}, which copy
 * nothing. Safe for several threads: there is no state.
 */
final class UppercaseInterceptor implements Interceptor {
    private final UppercaseConfig config;

    UppercaseInterceptor(UppercaseConfig config) {
        this.config = config;
    }

    @Override
    public Batch intercept(Batch batch) {
        return batch.map(this::change);
    }

    private Run change(Run run) {
        Block block = run.block();
        BlockBuilder bodies = new BlockBuilder(block.bodiesLength(), block.events());
        for (int event = 0; event < block.events(); event++) {
            int start = block.bodyStart(event);
            int length = block.bodyLength(event);
            String text = new String(block.array(), start, length, config.charset());
            if (config.only().isEmpty() || config.only().get().matcher(text).find()) {
                bodies.append(text.toUpperCase(Locale.ROOT).getBytes(config.charset()));
            } else {
                bodies.append(block.array(), start, length);
            }
        }
        // Headers, stream position and time of acceptance stay those of the old block.
        return run.on(bodies.buildFor(block));
    }
}
