// SPDX-License-Identifier: Apache-2.0
package io.millrace.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.testkit.seeds.Seeds;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is encoded is what is decoded. */
class FrameRoundTripTest {
    private static final FrameDecoder DECODER = new FrameDecoder();

    @Test
    void onlyTheEndOfABlockCarriesItsPosition() throws FrameFormatException {
        BlockBuilder builder = new BlockBuilder(16);
        for (int event = 0; event < 4; event++) {
            builder.append(new byte[] {(byte) event});
        }
        Run run = Run.of(builder.build(0, new StreamPosition("s", 1, 100, new byte[] {7})));
        assertThat(endOf(run.slice(0, 2))).isEmpty();
        assertThat(endOf(run.slice(0, 2).select(event -> event == 1))).isEmpty();
        assertThat(endOf(run.slice(2, 4))).containsExactly(7);
        assertThat(endOf(run.select(event -> event == 0))).containsExactly(7);
    }

    private static byte[] endOf(Run run) throws FrameFormatException {
        byte[] frame = FrameEncoder.encode(run);
        return new FrameDecoder().decode(frame, 0, frame.length).position().end();
    }

    @Test
    void givesBackRunsOfAllShapes() {
        Seeds.check(
                5000,
                random -> {
                    Run run = RandomRuns.next(random);
                    byte[] frame = FrameEncoder.encode(run);
                    Block block = DECODER.decode(frame, 0, frame.length);
                    assertThat(RunText.of(Run.of(block))).isEqualTo(RunText.of(run));
                    assertThat(block.verifyBodies()).isTrue();
                });
    }

    @Test
    void isTheHeadAndThenOffsetsAndBodiesAsTheyLie() {
        Seeds.check(
                1000,
                random -> {
                    Run run = RandomRuns.next(random);
                    Block block = FrameEncoder.block(run);
                    byte[] head = FrameEncoder.head(run, block);
                    ByteArrayOutputStream frame = new ByteArrayOutputStream();
                    frame.writeBytes(head);
                    frame.write(block.offsets(), block.offsetsAt(), block.offsetsLength());
                    frame.write(block.array(), block.bodiesAt(), block.bodiesLength());
                    assertThat(frame.toByteArray()).isEqualTo(FrameEncoder.encode(run));
                    assertThat(frame.size()).isEqualTo(FrameEncoder.length(head, block));
                });
    }

    @Test
    void writesAWholeBlockWithoutACopyOfIt() {
        Block block = new BlockBuilder(16).append("a").append("b").build(0);
        assertThat(FrameEncoder.block(Run.of(block))).isSameAs(block);
        assertThat(FrameEncoder.block(Run.of(block).slice(0, 1))).isNotSameAs(block);
    }

    @Test
    void givesBackWhatWasDecodedAndCutAndEncodedAgain() {
        Seeds.check(
                2000,
                random -> {
                    byte[] first = FrameEncoder.encode(RandomRuns.next(random));
                    Run decoded = Run.of(DECODER.decode(first, 0, first.length));
                    int kept = random.nextInt(decoded.size());
                    Run cut =
                            decoded.select(event -> event == kept || random.nextBoolean())
                                    .slice(0, 1);
                    for (Run run : List.of(decoded, cut)) {
                        byte[] second = FrameEncoder.encode(run);
                        Block block = DECODER.decode(second, 0, second.length);
                        assertThat(RunText.of(Run.of(block))).isEqualTo(RunText.of(run));
                    }
                });
    }

    @Test
    void readsAFrameInTheMiddleOfAnArray() {
        Seeds.check(
                500,
                random -> {
                    Run run = RandomRuns.next(random);
                    byte[] frame = FrameEncoder.encode(run);
                    int before = random.nextInt(50);
                    byte[] array = new byte[before + frame.length + random.nextInt(50)];
                    random.nextBytes(array);
                    System.arraycopy(frame, 0, array, before, frame.length);
                    assertThat(DECODER.length(array, before)).isEqualTo(frame.length);
                    Block block = DECODER.decode(array, before, array.length - before);
                    assertThat(RunText.of(Run.of(block))).isEqualTo(RunText.of(run));
                });
    }

    @Test
    void keepsTheChecksumOfAWholeBlockSoThatDamageIsFoundAtTheEnd() throws Exception {
        Block block = new BlockBuilder(16).append("damaged in memory").build(0);
        block.array()[3] ^= 1;
        byte[] frame = FrameEncoder.encode(Run.of(block));
        assertThat(block.verifyBodies()).isFalse();
        assertThatThrownBy(() -> DECODER.decode(frame, 0, frame.length))
                .isInstanceOf(FrameFormatException.class)
                .hasMessageContaining("checksum of section 5");
    }

    @Test
    void numbersWhatIsLeftOfAStreamAsBefore() throws Exception {
        BlockBuilder builder = new BlockBuilder(16);
        for (int event = 0; event < 10; event++) {
            builder.append("e" + event);
        }
        Run run = Run.of(builder.build(0, new StreamPosition("s", 1, 100, new byte[0])));
        byte[] once = FrameEncoder.encode(run.select(event -> event % 3 == 1));
        Block kept = DECODER.decode(once, 0, once.length);
        assertThat(ordinals(kept)).containsExactly(101L, 104L, 107L);

        byte[] twice = FrameEncoder.encode(Run.of(kept).slice(1, 3));
        assertThat(ordinals(DECODER.decode(twice, 0, twice.length))).containsExactly(104L, 107L);
    }

    private static List<Long> ordinals(Block block) {
        List<Long> ordinals = new ArrayList<>();
        for (int event = 0; event < block.events(); event++) {
            ordinals.add(block.ordinal(event));
        }
        return ordinals;
    }

    @Test
    void keepsNumbersNumbersEvenWhereSomeEventsLackThem() throws Exception {
        Block block =
                new BlockBuilder(16)
                        .append("a")
                        .header("n", Long.MAX_VALUE)
                        .append("b")
                        .append("c")
                        .header("n", Long.MIN_VALUE)
                        .build(0);
        byte[] frame = FrameEncoder.encode(Run.of(block).slice(0, 2));
        Headers headers = DECODER.decode(frame, 0, frame.length).headers();
        assertThat(headers.layers().get("n")).isInstanceOf(Column.Longs.class);
        assertThat(headers.get(0, "n")).isEqualTo(Long.toString(Long.MAX_VALUE));
        assertThat(headers.get(1, "n")).isNull();
    }

    @Test
    void keepsTheOrderOfTheHeaders() throws Exception {
        Map<String, String> wanted = new LinkedHashMap<>();
        Headers headers = Headers.NONE;
        for (String name : List.of("z", "a", "m")) {
            headers = headers.with(name, "v");
            wanted.put(name, "v");
        }
        Run run = Run.of(new BlockBuilder(8).append("x").build(0)).with(headers);
        for (int hop = 0; hop < 3; hop++) {
            byte[] frame = FrameEncoder.encode(run);
            run = Run.of(DECODER.decode(frame, 0, frame.length));
        }
        assertThat(new ArrayList<>(new Event(run, 0).headers().keySet()))
                .isEqualTo(new ArrayList<>(wanted.keySet()));
    }

    @Test
    void encodesManyGapsInReasonableTime() throws Exception {
        BlockBuilder builder = new BlockBuilder(16);
        for (int event = 0; event < 200_000; event++) {
            builder.append(new byte[0]);
        }
        Run run = Run.of(builder.build(0, new StreamPosition("s", 0, 0, new byte[0])));
        byte[] frame = FrameEncoder.encode(run.select(event -> event % 2 == 0));
        Block block = DECODER.decode(frame, 0, frame.length);
        byte[] again = FrameEncoder.encode(Run.of(block));
        assertThat(Arrays.equals(again, frame)).isTrue();
        assertThat(block.ordinal(99_999)).isEqualTo(199_998);
    }

    @Test
    void refusesToEncodeWhatTheFormatCannotSay() {
        Run run =
                Run.of(
                        new BlockBuilder(8)
                                .append("a")
                                .append("b")
                                .build(0, new StreamPosition("s", 0, 0, new byte[0])));
        assertThatThrownBy(() -> FrameEncoder.encode(run.slice(1, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one event");
        assertThatThrownBy(() -> FrameEncoder.encode(run.pick(new int[] {1, 0}, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("event 0 of stream \"s\" comes behind event 1");
        String longName = "n".repeat(65_536);
        assertThatThrownBy(() -> FrameEncoder.encode(run.with(run.headers().with(longName, "v"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("65536 bytes");
        Headers many = Headers.NONE;
        for (int i = 0; i < 1025; i++) {
            many = many.with("h" + i, "v");
        }
        Headers tooMany = many;
        assertThatThrownBy(() -> FrameEncoder.encode(run.with(tooMany)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1025 constants");
    }

    @Test
    void encodesNamesAndHeadersUpToTheLimits() throws Exception {
        Headers headers = Headers.NONE.with("n".repeat(65_535), "v".repeat(70_000));
        for (int i = 1; i < 1024; i++) {
            headers = headers.with("h" + i, "v" + i);
        }
        Run run = Run.of(new BlockBuilder(8).append("a").build(0)).with(headers);
        byte[] frame = FrameEncoder.encode(run);
        Block block = DECODER.decode(frame, 0, frame.length);
        assertThat(RunText.of(Run.of(block))).isEqualTo(RunText.of(run));
    }
}
