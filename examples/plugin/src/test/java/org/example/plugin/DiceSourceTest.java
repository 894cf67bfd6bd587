// SPDX-License-Identifier: Apache-2.0
package org.example.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.spi.RefusedException;
import io.millrace.testkit.RecordingEmitter;
import io.millrace.testkit.RunningSource;
import io.millrace.testkit.TestContext;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Optional;

class DiceSourceTest {
    private final RecordingEmitter out = new RecordingEmitter();

    @Test
    void rollsAsOftenAsToldAndEnds() throws Exception {
        try (RunningSource source =
                RunningSource.start(source(3, Duration.ZERO, Optional.of(42L)), out)) {
            source.awaitEnd();
        }

        assertThat(out.texts()).hasSize(3).allMatch(roll -> roll.matches("[1-6]"));
        assertThat(out.events().get(0).header("sides")).isEqualTo("6");
    }

    @Test
    void rollsTheSameWithTheSameSeed() throws Exception {
        RecordingEmitter second = new RecordingEmitter();

        source(20, Duration.ZERO, Optional.of(42L)).run(out);
        source(20, Duration.ZERO, Optional.of(42L)).run(second);

        assertThat(out.texts()).isEqualTo(second.texts());
        assertThat(out.texts().stream().distinct().count()).isGreaterThan(1);
    }

    @Test
    void stopsWhileItWaitsForTheNextRoll() throws Exception {
        try (RunningSource source =
                RunningSource.start(source(0, Duration.ofHours(1), Optional.empty()), out)) {
            out.awaitEvents(1);
            source.stop();
        }

        assertThat(out.texts()).hasSize(1);
    }

    @Test
    void leavesARefusalToTheEngine() throws Exception {
        RefusedException refusal = new RefusedException("no room", null);
        out.refuseNext(refusal);

        try (RunningSource source =
                RunningSource.start(source(1, Duration.ZERO, Optional.empty()), out)) {
            source.awaitEnd();
            assertThat(source.failure()).isSameAs(refusal);
        }
    }

    private static DiceSource source(long rolls, Duration every, Optional<Long> seed) {
        return (DiceSource) new DiceConfig(6, every, rolls, seed).create(TestContext.named("r1"));
    }
}
