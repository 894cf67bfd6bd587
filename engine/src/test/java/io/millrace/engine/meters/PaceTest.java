// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.meters;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.ManualClock;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

class PaceTest {
    private final ManualClock clock = ManualClock.at(1_700_000_000_000L);
    private final AtomicLong number = new AtomicLong(1000);
    private final Pace pace = new Pace(clock, number::get);

    private void grow(long by, Duration in) {
        number.addAndGet(by);
        clock.advance(in);
    }

    @Test
    void isNothingInTheFirstMoment() {
        assertThat(pace.perSecond()).isZero();
    }

    @Test
    void isThatOfAllTimeInTheFirstMinute() {
        grow(100, Duration.ofSeconds(10));
        assertThat(pace.perSecond()).isEqualTo(10);
        clock.advance(Duration.ofSeconds(10));
        assertThat(pace.perSecond()).isEqualTo(5);
    }

    @Test
    void isThatOfTheLastMinuteIfSomebodyLooksOften() {
        for (int second = 0; second < 300; second++) {
            grow(second < 200 ? 1000 : 7, Duration.ofSeconds(1));
            assertThat(pace.perSecond()).isPositive();
        }
        assertThat(pace.perSecond()).isEqualTo(7);
    }

    @Test
    void isThatSinceTheLastLookIfThatIsLongerAgo() {
        grow(1_000_000, Duration.ofHours(1));
        assertThat(pace.perSecond()).isPositive();
        grow(600, Duration.ofMinutes(10));
        assertThat(pace.perSecond()).isEqualTo(1);
    }
}
