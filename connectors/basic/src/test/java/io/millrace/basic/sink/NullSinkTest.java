// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.frame.Batch;
import io.millrace.spi.Delivery;
import io.millrace.spi.Health;
import io.millrace.spi.Sink;
import io.millrace.testkit.Events;
import io.millrace.testkit.TestContext;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

class NullSinkTest {
    private final TestContext context = TestContext.named("k1");

    @Test
    void discardsAndCounts() throws Exception {
        Sink sink = new NullConfig(100, 10_000, false).create(context);

        assertThat(sink.write(Events.batch("abc", "", "de"))).isEqualTo(Delivery.delivered());
        assertThat(sink.batchSize()).isEqualTo(100);
        assertThat(context.meters().value("discarded_events_total")).isEqualTo(3);
        assertThat(context.meters().value("discarded_bytes_total")).isEqualTo(5);
    }

    @Test
    void findsBodiesThatTheSourceDidNotMake() throws Exception {
        Sink sink = new NullConfig(100, 0, true).create(context);
        Batch damaged = Events.batch("damaged", "too");
        damaged.runs().getFirst().array()[2]++;
        Batch batch = Events.batch("well").then(damaged).then(Events.batch("well"));

        Delivery delivery = sink.write(batch);

        assertThat(delivery)
                .isInstanceOfSatisfying(
                        Delivery.Partly.class,
                        partly -> {
                            assertThat(partly.delivered())
                                    .isEqualTo(
                                            List.of(
                                                    new Delivery.Range(0, 1),
                                                    new Delivery.Range(3, 4)));
                            assertThat(partly.rejected())
                                    .extracting(Delivery.Rejected::event)
                                    .containsExactly(1, 2);
                            assertThat(partly.rejected().getFirst().reason()).startsWith("MR-4010");
                            assertThat(partly.retryAfter()).isEqualTo(Duration.ZERO);
                        });
        assertThat(context.codes()).containsExactly("MR-4010");
        assertThat(context.meters().value("damaged_events_total")).isEqualTo(2);
        assertThat(sink.health().state()).isEqualTo(Health.State.DOWN);
    }

    @Test
    void takesNoticeOfNothingUnlessToldSo() throws Exception {
        Sink sink = new NullConfig(100, 0, false).create(context);
        Batch damaged = Events.batch("damaged");
        damaged.runs().getFirst().array()[2]++;

        assertThat(sink.write(damaged)).isEqualTo(Delivery.delivered());
    }

    @Test
    void checksABlockOnceForAllItsBatches() throws Exception {
        Sink sink = new NullConfig(2, 0, true).create(context);
        Batch batch = Events.batch("a", "b", "c", "d");

        assertThat(sink.write(batch.slice(0, 2))).isEqualTo(Delivery.delivered());
        // Damage that comes after the check of the block is not looked for.
        batch.runs().getFirst().array()[0]++;
        assertThat(sink.write(batch.slice(2, 4))).isEqualTo(Delivery.delivered());
        assertThat(sink.health().state()).isEqualTo(Health.State.UP);
    }
}
