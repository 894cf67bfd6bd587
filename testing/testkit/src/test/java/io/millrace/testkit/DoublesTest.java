// SPDX-License-Identifier: Apache-2.0
package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.host.Threads;
import io.millrace.host.real.RealHost;
import io.millrace.spi.ChannelFullException;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

class DoublesTest {
    private final Threads threads = new RealHost().threads();

    @Test
    void wakesASleeperWhenItsTimeIsOver() throws Exception {
        ManualClock clock = ManualClock.at(1000);
        CountDownLatch woken = new CountDownLatch(1);
        Thread sleeper =
                threads.start(
                        Threads.Kind.VIRTUAL,
                        "sleeper",
                        () -> {
                            try {
                                clock.sleep(Duration.ofMillis(5));
                                woken.countDown();
                            } catch (InterruptedException ended) {
                                Thread.currentThread().interrupt();
                            }
                        });
        clock.awaitSleepers(1);
        clock.advance(Duration.ofMillis(4));
        assertThat(woken.getCount()).isEqualTo(1);
        clock.advance(Duration.ofMillis(1));
        assertThat(threads.join(sleeper, Duration.ofSeconds(30))).isTrue();
        assertThat(woken.getCount()).isZero();
        assertThat(clock.millis()).isEqualTo(1005);
    }

    @Test
    void recordsWhatWasEmittedAndRefusesWhenTold() throws Exception {
        RecordingEmitter out = new RecordingEmitter();
        out.emit(Events.batch("a", "b"));
        out.refuseNext(new ChannelFullException("c1", "full"));
        assertThatThrownBy(() -> out.offer(Events.batch("c")))
                .isInstanceOf(ChannelFullException.class);
        out.offer(Events.numbered("n", 2));
        out.awaitEvents(4);
        assertThat(out.texts()).containsExactly("a", "b", "n0", "n1");
    }

    @Test
    void blocksWhoEmitsUntilUnblocked() throws Exception {
        RecordingEmitter out = new RecordingEmitter();
        out.block();
        Thread emitter =
                threads.start(
                        Threads.Kind.VIRTUAL,
                        "emitter",
                        () -> {
                            try {
                                out.emit(Events.batch("x"));
                            } catch (Exception failed) {
                                throw new AssertionError(failed);
                            }
                        });
        out.awaitBlocked();
        assertThat(out.batches()).isEmpty();
        out.unblock();
        assertThat(threads.join(emitter, Duration.ofSeconds(30))).isTrue();
        assertThat(out.texts()).containsExactly("x");
    }
}
