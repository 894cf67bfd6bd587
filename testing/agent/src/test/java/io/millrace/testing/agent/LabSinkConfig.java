// SPDX-License-Identifier: Apache-2.0
package io.millrace.testing.agent;

import io.millrace.frame.Batch;
import io.millrace.spec.ComponentSpec;
import io.millrace.spec.Key;
import io.millrace.spi.ComponentConfig;
import io.millrace.spi.Context;
import io.millrace.spi.Delivery;
import io.millrace.spi.Sink;

import java.io.IOException;

/**
 * Keeps what it gets for a test, or fails as the test says.
 *
 * @param lab which test
 */
@ComponentSpec(type = "lab")
public record LabSinkConfig(@Key("lab") String lab) implements ComponentConfig<Sink> {

    @Override
    public Sink create(Context context) {
        return new LabSink(Lab.named(lab));
    }

    private record LabSink(Lab lab) implements Sink {

        @Override
        public void open() throws IOException, InterruptedException {
            lab.open.run();
        }

        @Override
        public Delivery write(Batch batch) throws IOException, InterruptedException {
            lab.write.run();
            batch.forEach(event -> lab.delivered.add(event.text()));
            return Delivery.delivered();
        }
    }
}
