// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.spi.RefusedException;
import io.millrace.testkit.ManualClock;
import io.millrace.testkit.RecordingEmitter;
import io.millrace.testkit.RunningSource;
import io.millrace.testkit.TestContext;

import org.junit.jupiter.api.Test;

import java.util.stream.IntStream;

class SeqSourceTest {
    private final RecordingEmitter out = new RecordingEmitter();

    @Test
    void countsFromZeroToTheTotal() throws Exception {
        try (var running =
                RunningSource.start(new SeqConfig(7, 1005).create(TestContext.named("s1")), out)) {
            running.awaitEnd();
        }
        assertThat(out.texts())
                .containsExactlyElementsOf(
                        IntStream.range(0, 1005).mapToObj(Integer::toString).toList());
        assertThat(out.batches().getFirst().size()).isEqualTo(7);
        assertThat(out.batches().getLast().size()).isEqualTo(4);
    }

    @Test
    void sendsTheSameNumbersAgainAfterARefusalAndReportsIt() throws Exception {
        TestContext context = TestContext.named("s1").with(ManualClock.selfAdvancing(0));
        out.refuseNext(new RefusedException("interceptor i1 failed", null));
        try (var running = RunningSource.start(new SeqConfig(2, 4).create(context), out)) {
            running.awaitEnd();
        }
        assertThat(out.texts()).containsExactly("0", "1", "2", "3");
        assertThat(context.codes()).containsExactly("MR-2001");
    }

    @Test
    void stopsWhenAsked() throws Exception {
        try (var running =
                RunningSource.start(
                        new SeqConfig(1, Long.MAX_VALUE).create(TestContext.named("s1")), out)) {
            out.awaitEvents(10);
            running.stop();
        }
        assertThat(out.texts()).startsWith("0", "1", "2");
    }
}
