// SPDX-License-Identifier: Apache-2.0
package io.millrace.formats;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.frame.Batch;
import io.millrace.frame.BlockBuilder;
import io.millrace.frame.Run;
import io.millrace.testkit.Events;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;

class TextSerializerTest {

    @Test
    void putsALineFeedBehindEachBody() throws IOException {
        assertThat(Recorder.file("text", Map.of(), Events.batch("one", "", "three")).text())
                .isEqualTo("one\n\nthree\n");
    }

    @Test
    void leavesTheLineFeedOutWhereToldSo() throws IOException {
        var options = Map.of("appendNewline", "false");
        assertThat(Recorder.file("TEXT", options, Events.batch("one", "", "three")).text())
                .isEqualTo("onethree");
    }

    @Test
    void putsASecondLineFeedBehindABodyThatEndsWithOne() throws IOException {
        assertThat(Recorder.file("text", Map.of(), Events.batch("one\n", "two")).text())
                .isEqualTo("one\n\ntwo\n");
    }

    @Test
    void writesALargeBlockOfLinesAtOnce() throws IOException {
        String lines = "a line of a file\n".repeat(1000);
        Recorder out = Recorder.file("text", Map.of(), lines(lines));

        assertThat(out.text()).isEqualTo(lines);
        assertThat(out.writes()).isEqualTo(1);
    }

    @Test
    void leavesOutWhatIsNotSelected() throws IOException {
        Batch batch = lines("a\nbb\n\nccc\nd\n");
        Run odd = batch.runs().getFirst().select(event -> event % 2 == 1);

        assertThat(Recorder.file("text", Map.of(), Batch.of(List.of(odd))).text())
                .isEqualTo("bb\nccc\n");
    }

    @Test
    void endsTheLastLineOfAFileThatHasNoLineFeed() throws IOException {
        assertThat(Recorder.file("text", Map.of(), lines("a\nb")).text()).isEqualTo("a\nb\n");
    }

    @Test
    void keepsSmallWritesForTheFlush() throws IOException {
        Recorder out = new Recorder();
        EventSerializer text = EventSerializers.create("text", Map.of(), out);
        text.begin();
        text.write(Events.batch("one").runs().getFirst());
        text.write(Events.batch("two").runs().getFirst());

        assertThat(out.writes()).isZero();
        text.flush();
        assertThat(out.text()).isEqualTo("one\ntwo\n");
        text.flush();
        assertThat(out.writes()).isEqualTo(1);
    }

    @Test
    void writesTheSameWhateverTheBlockLooksLike() throws IOException {
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            BlockBuilder builder = new BlockBuilder(1 << 18);
            StringBuilder expected = new StringBuilder();
            int events = 1 + random.nextInt(40);
            for (int i = 0; i < events; i++) {
                String body = "\n".repeat(random.nextInt(2)) + "x".repeat(random.nextInt(20_000));
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                builder.append(bytes);
                if (random.nextBoolean()) {
                    builder.reserve(1);
                    builder.array()[builder.used()] = '\n';
                    builder.advance(1);
                }
                expected.append(body).append('\n');
            }
            Batch batch = Batch.of(builder.build(0));
            assertThat(Recorder.file("text", Map.of(), batch).text())
                    .as("round %d", round)
                    .isEqualTo(expected.toString());
        }
    }

    /** A block as the source of files makes it: bodies where they lie in the file. */
    static Batch lines(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        BlockBuilder builder = new BlockBuilder(bytes.length);
        System.arraycopy(bytes, 0, builder.array(), 0, bytes.length);
        builder.advance(bytes.length);
        int start = 0;
        for (int at = 0; at < bytes.length; at++) {
            if (bytes[at] == '\n') {
                builder.mark(start, at - start);
                start = at + 1;
            }
        }
        if (start < bytes.length) {
            builder.mark(start, bytes.length - start);
        }
        return Batch.of(builder.build(0));
    }
}
