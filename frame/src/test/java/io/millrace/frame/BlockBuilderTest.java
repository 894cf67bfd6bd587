// SPDX-License-Identifier: Apache-2.0
package io.millrace.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

class BlockBuilderTest {

    @Test
    void copiesBodiesAndGrows() {
        BlockBuilder builder = new BlockBuilder(0, 0);
        for (int event = 0; event < 1000; event++) {
            builder.append("body " + event);
        }
        Block block = builder.build(42);

        assertThat(block.events()).isEqualTo(1000);
        assertThat(block.acceptedMillis()).isEqualTo(42);
        assertThat(new Event(Run.of(block), 999).text()).isEqualTo("body 999");
        assertThat(block.headers().isEmpty()).isTrue();
        assertThat(block.position()).isNull();
        assertThatThrownBy(() -> block.ordinal(0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void copiesAPartOfAnArray() {
        byte[] source = "abcdef".getBytes(StandardCharsets.UTF_8);
        BlockBuilder builder = new BlockBuilder(1).append(source, 2, 3).append(source, 6, 0);
        source[2] = 'X';
        Run run = Run.of(builder.build(0));

        assertThat(new Event(run, 0).text()).isEqualTo("cde");
        assertThat(new Event(run, 1).body()).isEmpty();
    }

    @Test
    void marksEventsInBytesThatTheCallerFilled() {
        BlockBuilder builder = new BlockBuilder(16);
        byte[] lines = "one\ntwo\n".getBytes(StandardCharsets.UTF_8);
        System.arraycopy(lines, 0, builder.array(), builder.used(), lines.length);
        builder.advance(lines.length);
        builder.mark(0, 3);
        builder.mark(4, 3);
        assertThat(builder.used()).isEqualTo(8);
        assertThat(builder.free()).isEqualTo(8);
        assertThat(builder.events()).isEqualTo(2);

        Block block = builder.build(0);
        assertThat(Batch.of(block)).extracting(Event::text).containsExactly("one", "two");
        assertThat(block.bodiesLength()).isEqualTo(8);
        assertThat(block.array()[block.bodyStart(0) + block.bodyLength(0)]).isEqualTo((byte) '\n');
        CRC32C crc = new CRC32C();
        crc.update(lines, 0, lines.length);
        assertThat(block.bodiesCrc()).isEqualTo((int) crc.getValue());
        assertThat(block.verifyBodies()).isTrue();
    }

    @Test
    void takesAFilledArrayAsItsOwn() {
        byte[] filled = "one,two".getBytes(StandardCharsets.UTF_8);
        BlockBuilder builder = BlockBuilder.around(filled, 2);
        assertThat(builder.free()).isZero();
        builder.mark(0, 3);
        builder.mark(4, 3);
        Block block = builder.build(0);
        assertThat(block.array()).isSameAs(filled);
        assertThat(Batch.of(block)).extracting(Event::text).containsExactly("one", "two");
        assertThat(block.verifyBodies()).isTrue();
    }

    @Test
    void keepsWhatIsFilledWhenItMakesRoom() {
        BlockBuilder builder = new BlockBuilder(4);
        builder.append("abcd");
        byte[] before = builder.array();
        builder.reserve(0);
        assertThat(builder.array()).isSameAs(before);
        builder.reserve(100);
        assertThat(builder.free()).isGreaterThanOrEqualTo(100);
        assertThat(new Event(Run.of(builder.build(0)), 0).text()).isEqualTo("abcd");
    }

    @Test
    void refusesToAdvanceBehindTheArray() {
        BlockBuilder builder = new BlockBuilder(4);
        assertThatThrownBy(() -> builder.advance(5)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> builder.advance(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        builder.advance(4);
        assertThat(builder.free()).isZero();
    }

    @Test
    void refusesEventsOutsideTheFilledBytes() {
        BlockBuilder builder = new BlockBuilder(8);
        assertThatThrownBy(() -> builder.mark(0, 9)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> builder.mark(-1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> builder.mark(1, -1)).isInstanceOf(IndexOutOfBoundsException.class);
        builder.mark(2, 3);
        assertThatThrownBy(() -> builder.build(0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ends at byte 5, but only 0 are filled");
        builder.advance(5);
        assertThat(builder.build(0).bodyLength(0)).isEqualTo(3);
    }

    @Test
    void refusesABlockWithoutEvents() {
        assertThatThrownBy(() -> new BlockBuilder(8).build(0))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new BlockBuilder(8).header("a", "b"))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void holdsTheMostEventsAndNotOneMore() {
        for (int expected : new int[] {0, 100, Block.MAX_EVENTS, Integer.MAX_VALUE}) {
            BlockBuilder builder = new BlockBuilder(0, expected);
            for (int event = 0; event < Block.MAX_EVENTS; event++) {
                builder.mark(0, 0);
            }
            assertThatThrownBy(() -> builder.mark(0, 0))
                    .as("expected " + expected)
                    .isInstanceOf(IllegalStateException.class);
            assertThat(builder.build(0).events()).isEqualTo(Block.MAX_EVENTS);
        }
    }

    @Test
    void givesHeadersToAllAndToSingleEvents() {
        Block block =
                new BlockBuilder(8)
                        .append("a")
                        .header("own", "first")
                        .header("own", "second")
                        .append("b")
                        .header("number", 7)
                        .constant("all", "x")
                        .build(0);
        Run run = Run.of(block);

        assertThat(new Event(run, 0).headers()).containsOnlyKeys("all", "own");
        assertThat(run.header(0, "own")).isEqualTo("second");
        assertThat(run.header(0, "number")).isNull();
        assertThat(run.header(1, "number")).isEqualTo("7");
        assertThat(run.header(1, "all")).isEqualTo("x");
    }

    @Test
    void numbersTheEventsOfAStream() {
        Block block =
                new BlockBuilder(8)
                        .append("a")
                        .append("b")
                        .build(0, new StreamPosition("s", 1, 10, new byte[] {1}));

        assertThat(block.ordinal(0)).isEqualTo(10);
        assertThat(block.ordinal(1)).isEqualTo(11);
        assertThat(block.position())
                .isEqualTo(new StreamPosition("s", 1, 10, new byte[] {1}))
                .hasSameHashCodeAs(new StreamPosition("s", 1, 10, new byte[] {1}))
                .isNotEqualTo(new StreamPosition("s", 1, 10, new byte[] {2}))
                .hasToString("StreamPosition[s, epoch 1, from 10, 1 bytes]");
    }

    @Test
    void saysHowMuchMemoryItKeepsAlive() throws Exception {
        Block built = new BlockBuilder(1000, 100).append("x").build(0);
        assertThat(built.retainedBytes()).isEqualTo(1800);

        byte[] frame = FrameEncoder.encode(Run.of(built));
        byte[] padded = Arrays.copyOf(frame, 5000);
        assertThat(new FrameDecoder().decode(padded, 0, padded.length).retainedBytes())
                .isEqualTo(5000);
    }

    @Test
    void leavesOutOrdinalsBetweenEvents() throws Exception {
        BlockBuilder builder = new BlockBuilder(16);
        builder.leaveOut(2);
        builder.append("a");
        builder.append("b");
        builder.leaveOut(3);
        builder.leaveOut(0);
        builder.leaveOut(1);
        builder.append("c");
        builder.leaveOut(7);
        Block block = builder.build(0, new StreamPosition("s", 1, 10, new byte[0]));
        assertThat(new long[] {block.ordinal(0), block.ordinal(1), block.ordinal(2)})
                .containsExactly(12, 13, 18);
    }
}
