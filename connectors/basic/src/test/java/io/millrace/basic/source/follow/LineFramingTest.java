// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.frame.Batch;
import io.millrace.frame.BlockBuilder;
import io.millrace.testkit.Events;
import io.millrace.testkit.seeds.Seeds;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

class LineFramingTest {
    static LongStream seeds() {
        return Seeds.stream("framing", 200);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void findsTheSameLinesAsALoopOverBytes(long seed) {
        Random random = new Random(seed);
        byte[] bytes = new byte[random.nextInt(300)];
        // Neighbours of the line feed in value are what a trick with words could take for it.
        byte[] letters = {'\n', '\n', 0x0B, 0x09, (byte) 0x8A, (byte) 0x80, 0, '\r', 'x', 'y'};
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = letters[random.nextInt(letters.length)];
        }
        BlockBuilder block = new BlockBuilder(bytes.length, 1);
        System.arraycopy(bytes, 0, block.array(), 0, bytes.length);
        Framing.Rest rest = random.nextBoolean() ? Framing.Rest.COMES : Framing.Rest.NEVER;

        Framing.Framed framed = new LineFraming(1024, null).frame(block, bytes.length, 0, rest);

        List<String> expected = lines(bytes, rest == Framing.Rest.NEVER);
        assertThat(framed.lines()).isEqualTo(expected.size());
        assertThat(framed.bytes()).isEqualTo(consumed(bytes, rest == Framing.Rest.NEVER));
        if (!expected.isEmpty()) {
            block.advance(framed.bytes());
            assertThat(Events.texts(Batch.of(block.build(0)))).isEqualTo(expected);
        }
    }

    private static int consumed(byte[] bytes, boolean all) {
        int end = bytes.length;
        while (!all && end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    private static List<String> lines(byte[] bytes, boolean all) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= bytes.length; i++) {
            boolean isEnd = i == bytes.length;
            if (isEnd ? all && start < i : bytes[i] == '\n') {
                int end = i > start && bytes[i - 1] == '\r' ? i - 1 : i;
                lines.add(new String(bytes, start, end - start, StandardCharsets.UTF_8));
                start = i + 1;
            }
        }
        return lines;
    }
}
