// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.spi.Delivery;
import io.millrace.spi.Sink;
import io.millrace.testkit.Events;
import io.millrace.testkit.TestContext;

import org.junit.jupiter.api.Test;

class NullSinkTest {
    private final TestContext context = TestContext.named("k1");

    @Test
    void discardsAndCounts() throws Exception {
        Sink sink = new NullConfig(100, 10_000).create(context);

        assertThat(sink.write(Events.batch("abc", "", "de"))).isEqualTo(Delivery.delivered());
        assertThat(sink.batchSize()).isEqualTo(100);
        assertThat(context.meters().value("discarded_events_total")).isEqualTo(3);
        assertThat(context.meters().value("discarded_bytes_total")).isEqualTo(5);
    }
}
