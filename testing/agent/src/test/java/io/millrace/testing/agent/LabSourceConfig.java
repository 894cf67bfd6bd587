// SPDX-License-Identifier: Apache-2.0
package io.millrace.testing.agent;

import io.millrace.frame.Batch;
import io.millrace.frame.BlockBuilder;
import io.millrace.spec.ComponentSpec;
import io.millrace.spec.Key;
import io.millrace.spi.ComponentConfig;
import io.millrace.spi.Context;
import io.millrace.spi.Emitter;
import io.millrace.spi.Source;

import java.io.IOException;

/**
 * Emits what a test feeds, or fails as the test says.
 *
 * @param lab which test
 */
@ComponentSpec(type = "lab")
public record LabSourceConfig(@Key("lab") String lab) implements ComponentConfig<Source> {

    @Override
    public Source create(Context context) {
        return new LabSource(Lab.named(lab));
    }

    private static final class LabSource implements Source {
        private static final String END = "end";

        private final Lab lab;

        LabSource(Lab lab) {
            this.lab = lab;
        }

        @Override
        public void open() throws IOException, InterruptedException {
            lab.open.run();
        }

        @Override
        public void run(Emitter out) throws IOException, InterruptedException {
            lab.run.run();
            for (String body = lab.fed.take(); !body.equals(END); body = lab.fed.take()) {
                BlockBuilder block = new BlockBuilder(1);
                block.append(body);
                out.emit(Batch.of(block.build(0)));
            }
        }

        @Override
        public void stop() {
            lab.fed.add(END);
        }
    }
}
