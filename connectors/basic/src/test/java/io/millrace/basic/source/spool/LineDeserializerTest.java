// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.basic.source.follow.OpenFile;
import io.millrace.frame.Block;
import io.millrace.frame.BlockBuilder;
import io.millrace.host.Disk;
import io.millrace.host.real.RealHost;
import io.millrace.testkit.TestFiles;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Lines out of any bytes. */
class LineDeserializerTest {
    private static final Disk DISK = new RealHost().disk();

    @TempDir Path directory;

    private int cuts;
    private int maxCharacters = 2048;
    private Charset input = StandardCharsets.UTF_8;
    private Charset output = StandardCharsets.UTF_8;
    private SpoolConfig.DecodeErrorPolicy policy = SpoolConfig.DecodeErrorPolicy.FAIL;

    /** The bodies of a file that is read to its end. */
    private List<byte[]> bodies(byte[] content) throws IOException {
        LineDeserializer lines =
                new LineDeserializer(maxCharacters, input, output, policy, () -> cuts++);
        List<byte[]> bodies = new ArrayList<>();
        Path path = TestFiles.write(directory.resolve("file"), content);
        try (OpenFile file = OpenFile.open(DISK, path)) {
            lines.begin(file, false);
            while (true) {
                BlockBuilder builder = lines.next(file, () -> true);
                if (builder == null) {
                    assertThat(file.offset()).isEqualTo(content.length);
                    return bodies;
                }
                Block block = builder.build(0);
                for (int i = 0; i < block.events(); i++) {
                    int start = block.bodyStart(i);
                    bodies.add(
                            Arrays.copyOfRange(block.array(), start, start + block.bodyLength(i)));
                }
            }
        }
    }

    private List<String> texts(byte[] content) throws IOException {
        return bodies(content).stream().map(body -> new String(body, output)).toList();
    }

    private List<String> texts(String content) throws IOException {
        return texts(content.getBytes(input));
    }

    @Test
    void keepsEveryByteButLineFeeds() throws Exception {
        assertThat(texts("one\n\n\r\ntwo\r\nnul\0\n  \t\nGr\u00fc\u00dfe \ud83d\ude00\nlast"))
                .containsExactly(
                        "one",
                        "",
                        "\r",
                        "two\r",
                        "nul\0",
                        "  \t",
                        "Gr\u00fc\u00dfe \ud83d\ude00",
                        "last");
    }

    @Test
    void makesNoEventBehindTheLastLineFeed() throws Exception {
        assertThat(texts("one\n")).containsExactly("one");
        assertThat(texts("\n")).containsExactly("");
        assertThat(texts("")).isEmpty();
    }

    @Test
    void cutsByCharactersAndNotInsideOfThem() throws Exception {
        maxCharacters = 3;
        assertThat(texts("\u00e4\u00f6\u00fc\u00df\n"))
                .containsExactly("\u00e4\u00f6\u00fc", "\u00df");
        assertThat(texts("ab\ud83d\ude00cd\n")).containsExactly("ab", "\ud83d\ude00c", "d");
        assertThat(cuts).isEqualTo(2);
    }

    @Test
    void makesNoEmptyEventBehindALineOfTheGreatestLength() throws Exception {
        maxCharacters = 4;
        assertThat(texts("abcd\nabcdefgh\n\nx")).containsExactly("abcd", "abcd", "efgh", "", "x");
    }

    @Test
    void readsALineThatIsLongerThanManyBlocks() throws Exception {
        maxCharacters = 1000;
        String line = "x".repeat(5_000_123);
        List<String> texts = texts(line + "\nnext\n");
        assertThat(texts).hasSize(5002).endsWith("x".repeat(123), "next");
        assertThat(String.join("", texts.subList(0, 5001))).isEqualTo(line);
    }

    @Test
    void holdsALineAsLongAsItMayBe() throws Exception {
        maxCharacters = 3_000_000;
        String line = "\u00e4".repeat(2_999_999);
        assertThat(texts(line + "\nnext\n")).containsExactly(line, "next");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "ISO-8859-1", "GB18030"})
    void readsOtherEncodings(String name) throws Exception {
        input = Charset.forName(name);
        assertThat(
                        texts(
                                "one\nGr\u00fc\u00dfe\n\n\u010a last\n"
                                        .replace(
                                                name.equals("ISO-8859-1") ? "\u010a" : "none", "")))
                .startsWith("one", "Gr\u00fc\u00dfe", "")
                .hasSize(4);
    }

    @Test
    void seesTheOrderOfBytesInTheFirstOnes() throws Exception {
        input = StandardCharsets.UTF_16;
        byte[] little = "\uFEFFone\ntwo".getBytes(StandardCharsets.UTF_16LE);
        assertThat(texts(little)).containsExactly("one", "two");
    }

    @Test
    void writesAnotherEncoding() throws Exception {
        output = StandardCharsets.ISO_8859_1;
        assertThat(bodies("\u00e4\nx\n".getBytes(StandardCharsets.UTF_8)))
                .containsExactly(new byte[] {(byte) 0xE4}, new byte[] {'x'});
    }

    /** What decoding the whole file at once would give. */
    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "US-ASCII", "GB18030", "UTF-16BE"})
    void decodesAnyBytesAsTheWholeFileWould(String name) throws Exception {
        input = Charset.forName(name);
        policy = SpoolConfig.DecodeErrorPolicy.REPLACE;
        byte[] feed = "\n".getBytes(input);
        Random random = new Random(name.hashCode());
        for (int round = 0; round < 200; round++) {
            int units = random.nextInt(60);
            byte[] content = new byte[units * 2];
            random.nextBytes(content);
            for (int at = 0; at < content.length; at += 2) {
                if (random.nextInt(4) == 0) {
                    // A line feed never stands within another character.
                    System.arraycopy(feed, 0, content, at, feed.length);
                    content[at + 1] = feed.length == 1 ? (byte) 'a' : feed[1];
                } else {
                    content[at] =
                            random.nextInt(3) == 0
                                    ? content[at]
                                    : (byte) (feed.length == 1 ? 'b' : 1);
                }
            }
            List<String> expected = new ArrayList<>(expected(content, feed));
            assertThat(texts(content)).as("round %s", round).isEqualTo(expected);
        }
    }

    private List<String> expected(byte[] content, byte[] feed) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        for (int at = 0; at + feed.length <= content.length; at += feed.length) {
            if (Arrays.equals(content, at, at + feed.length, feed, 0, feed.length)) {
                lines.add(new String(content, start, at - start, input));
                start = at + feed.length;
            }
        }
        if (start < content.length) {
            lines.add(new String(content, start, content.length - start, input));
        }
        return lines;
    }

    @Test
    void knowsValidUtf8AsTheDecoderDoes() {
        Random random = new Random(1);
        for (int round = 0; round < 100_000; round++) {
            byte[] bytes = new byte[1 + random.nextInt(6)];
            random.nextBytes(bytes);
            bytes[0] |= (byte) 0xC0;
            for (int i = 1; i < bytes.length; i++) {
                if (random.nextInt(4) > 0) {
                    bytes[i] = (byte) (0x80 | (bytes[i] & 0x3F));
                }
            }
            boolean isValid =
                    Arrays.equals(
                            new String(bytes, StandardCharsets.UTF_8)
                                    .getBytes(StandardCharsets.UTF_8),
                            bytes);
            boolean isMark = new String(bytes, StandardCharsets.UTF_8).indexOf('\uFFFD') >= 0;
            if (!isMark) {
                assertThat(Utf8.isValid(bytes, bytes.length)).isEqualTo(isValid);
            } else if (!isValid) {
                assertThat(Utf8.isValid(bytes, bytes.length)).isFalse();
            }
        }
    }
}
