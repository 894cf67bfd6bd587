// SPDX-License-Identifier: Apache-2.0
package org.example.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.frame.Batch;
import io.millrace.frame.BlockBuilder;
import io.millrace.frame.StreamPosition;
import io.millrace.spi.Interceptor;
import io.millrace.testkit.Events;
import io.millrace.testkit.TestContext;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

class UppercaseInterceptorTest {

    @Test
    void changesBodiesAndKeepsHeadersAndTime() {
        Batch batch = Events.batch(Map.of("k", "v"), "one", "grün");

        Batch changed = interceptor(Optional.empty()).intercept(batch);

        assertThat(Events.texts(changed)).containsExactly("ONE", "GRÜN");
        assertThat(changed.event(1).headers()).isEqualTo(Map.of("k", "v"));
        assertThat(changed.runs().get(0).block().acceptedMillis())
                .isEqualTo(Events.ACCEPTED_MILLIS);
    }

    @Test
    void keepsTheHeadersOfEachEventAndItsPlaceInTheStream() {
        StreamPosition position = new StreamPosition("file", 1, 7, new byte[] {3});
        Batch batch =
                Batch.of(
                        new BlockBuilder(8)
                                .append("a")
                                .header("n", "1")
                                .append("b")
                                .header("n", "2")
                                .build(Events.ACCEPTED_MILLIS, position));

        Batch changed = interceptor(Optional.empty()).intercept(batch.slice(1, 2));

        assertThat(Events.texts(changed)).containsExactly("B");
        assertThat(changed.event(0).header("n")).isEqualTo("2");
        assertThat(changed.runs().get(0).block().position()).isEqualTo(position);
    }

    @Test
    void keepsTheOrderOfAllRuns() {
        Batch batch = Events.batch("a", "b", "c").slice(1, 3).then(Events.batch("d"));

        assertThat(Events.texts(interceptor(Optional.empty()).intercept(batch)))
                .containsExactly("B", "C", "D");
    }

    @Test
    void leavesBodiesWithoutThePatternAsTheyAre() {
        Interceptor interceptor = interceptor(Optional.of(Pattern.compile("^error")));

        assertThat(Events.texts(interceptor.intercept(Events.batch("error one", "info two"))))
                .containsExactly("ERROR ONE", "info two");
    }

    private static Interceptor interceptor(Optional<Pattern> only) {
        return new UppercaseConfig(StandardCharsets.UTF_8, only).create(TestContext.named("i1"));
    }
}
