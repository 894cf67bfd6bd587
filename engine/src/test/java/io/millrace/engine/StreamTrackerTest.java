// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.frame.Batch;
import io.millrace.frame.BlockBuilder;
import io.millrace.frame.StreamPosition;

import org.junit.jupiter.api.Test;

import java.util.Map;

class StreamTrackerTest {
    private final StreamTracker tracker = new StreamTracker();

    private static Batch batch(int from, int to) {
        BlockBuilder block = new BlockBuilder(64);
        for (int number = from; number < to; number++) {
            block.append(Integer.toString(number));
        }
        StreamPosition position = new StreamPosition("s", 1, from, new byte[] {(byte) to});
        return inSource(Batch.of(block.build(0, position)));
    }

    /** As the engine does it for each part that a source emits. */
    private static Batch inSource(Batch batch) {
        return batch.map(run -> run.inStream(stream -> StreamTracker.qualified("r1", stream)));
    }

    /** The same bodies in a block of their own. */
    private static Batch rewritten(Batch batch) {
        BlockBuilder block = new BlockBuilder(64);
        for (int event = 0; event < batch.size(); event++) {
            block.append(batch.event(event).text());
        }
        return Batch.of(block.build(0, null));
    }

    private void take(Batch emitted, Batch stored) {
        tracker.emitting("r1", emitted);
        tracker.storing(emitted, stored);
        tracker.emitted(emitted);
    }

    private int safe() {
        Map<String, StreamPosition> safe = tracker.safePositions("r1");
        return safe.isEmpty() ? 0 : safe.get("s").end()[0];
    }

    @Test
    void aBlockThatIsEmittedInPartsIsSafeWhenAllOfItIsDelivered() {
        BlockBuilder builder = new BlockBuilder(64);
        builder.append("0").append("1").append("2");
        Batch given = Batch.of(builder.build(0, new StreamPosition("s", 1, 0, new byte[] {3})));
        Batch first = inSource(given.slice(0, 2));
        Batch second = inSource(given.slice(2, 3));
        take(first, first);
        tracker.delivered(first);
        assertThat(safe()).isZero();
        take(second, second);
        assertThat(safe()).isZero();
        tracker.delivered(second);
        assertThat(safe()).isEqualTo(3);
        assertThat(tracker.trackedBlocks()).isZero();
    }

    @Test
    void whatWasRefusedOnceIsSafeWhenItIsTakenAndDelivered() {
        Batch batch = batch(0, 4);
        tracker.emitting("r1", batch);
        tracker.storing(batch, batch);
        tracker.notStored(batch);
        assertThat(safe()).isZero();
        take(batch, batch);
        tracker.delivered(batch);
        assertThat(safe()).isEqualTo(4);
        assertThat(tracker.trackedBlocks()).isZero();
    }

    @Test
    void keepsNoBlockForWhichInterceptorsMadeOthers() {
        Batch batch = batch(0, 4);
        Batch other = rewritten(batch);
        take(batch, other);
        assertThat(tracker.trackedBlocks()).isEqualTo(2);
        tracker.delivered(other);
        assertThat(safe()).isEqualTo(4);
        assertThat(tracker.trackedBlocks()).isZero();
    }

    @Test
    void aPositionWaitsForEarlierBlocks() {
        Batch one = batch(0, 2);
        Batch two = batch(2, 5);
        take(one, one);
        take(two, two);
        tracker.delivered(two);
        assertThat(safe()).isZero();
        tracker.delivered(one);
        assertThat(safe()).isEqualTo(5);
    }
}
