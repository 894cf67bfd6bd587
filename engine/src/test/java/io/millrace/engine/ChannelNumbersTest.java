// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.frame.Batch;
import io.millrace.spi.Channel;
import io.millrace.spi.ChannelNumbers;
import io.millrace.testkit.Events;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

/** How a sink learns the numbers of what it is handed. */
class ChannelNumbersTest {

    /** Ten events in three runs, numbered 5 to 7, 10 to 13 and 20 to 22. */
    private static final class NumberedTake implements Channel.Take {
        private final Batch batch =
                Events.numbered("a", 3).then(Events.numbered("b", 4)).then(Events.numbered("c", 3));

        @Override
        public Batch batch() {
            return batch;
        }

        @Override
        public Optional<ChannelNumbers> numbers() {
            return Optional.of(new ChannelNumbers("c1", List.of(5L, 10L, 20L)));
        }

        @Override
        public void acknowledge(int from, int to) {}

        @Override
        public void close() {}
    }

    private static List<Long> numbersOf(Channel.Take take) {
        HeldBatches held = new HeldBatches((released, from, to, sink, isLast) -> {});
        held.expect(take);
        return held.numbers(take.batch()).orElseThrow().firsts();
    }

    @Test
    void areThoseOfTheTake() {
        assertThat(numbersOf(new NumberedTake())).containsExactly(5L, 10L, 20L);
    }

    @Test
    void areThoseOfAPartOfTheTake() {
        List<TakePart> halves = TakePart.all(new NumberedTake()).halves();
        assertThat(numbersOf(halves.getFirst())).containsExactly(5L, 10L);
        assertThat(numbersOf(halves.getLast())).containsExactly(12L, 20L);
        List<TakePart> quarters = halves.getLast().halves();
        assertThat(numbersOf(quarters.getFirst())).containsExactly(12L);
        assertThat(numbersOf(quarters.getLast())).containsExactly(20L);
    }

    @Test
    void areUnknownOfABatchThatIsNotBeingWritten() {
        HeldBatches held = new HeldBatches((released, from, to, sink, isLast) -> {});
        assertThat(held.numbers(Events.batch("a"))).isEmpty();
    }
}
