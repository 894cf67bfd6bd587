// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.spi.Problem;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;

class PropertiesParserTest {
    private final Problems problems = new Problems(List.of("flume.conf"));

    private List<Entry> parse(String text) {
        return parse(text.getBytes(StandardCharsets.UTF_8));
    }

    private List<Entry> parse(byte[] bytes) {
        return PropertiesParser.parse(new ConfigurationText("flume.conf", bytes), problems);
    }

    private List<String> codes() {
        return problems.inOrder().stream().map(Problem::code).toList();
    }

    private static String pair(Entry entry) {
        return entry.line() + " " + entry.key() + "=" + entry.value();
    }

    @Test
    void readsAllSeparatorsAndKeepsLines() {
        assertThat(parse("a.b=1\n  a.c : 2\n\n# no\n! no\na.d 3\na.e\n"))
                .extracting(PropertiesParserTest::pair)
                .containsExactly("1 a.b=1", "2 a.c=2", "6 a.d=3", "7 a.e=");
        assertThat(codes()).isEmpty();
    }

    @Test
    void countsEveryKindOfLineEnd() {
        assertThat(parse("a=1\r\nb=2\rc=3\n\r\nd=4"))
                .extracting(PropertiesParserTest::pair)
                .containsExactly("1 a=1", "2 b=2", "3 c=3", "5 d=4");
    }

    @Test
    void joinsContinuedLinesUnderTheFirst() {
        assertThat(parse("a=1,\\\n    2,\\\r\n\t3\nb=4\\\\\nc=5\\"))
                .extracting(PropertiesParserTest::pair)
                .containsExactly("1 a=1,2,3", "4 b=4\\", "5 c=5");
    }

    @Test
    void takesByteOrderMarksAndUtf16() {
        assertThat(parse("\uFEFFa=ü")).extracting(Entry::value).containsExactly("ü");
        assertThat(parse("\uFEFFa=ü".getBytes(StandardCharsets.UTF_16LE)))
                .extracting(Entry::value)
                .containsExactly("ü");
        assertThat(codes()).isEmpty();
    }

    @Test
    void fallsBackToLatin1AndSaysSoOnce() {
        assertThat(parse("a=ü\nb=ö\n".getBytes(StandardCharsets.ISO_8859_1)))
                .extracting(Entry::value)
                .containsExactly("ü", "ö");
        assertThat(codes()).containsExactly("MR-1002");
        assertThat(problems.inOrder().getFirst().place()).isEqualTo("flume.conf");
    }

    @Test
    void takesABadUnicodeEscapeAsItStands() {
        assertThat(parse("a.b=\\u00fc \\u12 x"))
                .extracting(Entry::value)
                .containsExactly("ü \\u12 x");
        assertThat(codes()).containsExactly("MR-1003");
    }

    @Test
    void tellsOfASwallowedBackslash() {
        parse("a.regex=event_\\d+.log\n");
        assertThat(codes()).containsExactly("MR-1004");
        assertThat(problems.inOrder().getFirst().what())
                .isEqualTo(
                        "the backslash in \"event_\\d+.log\" is removed by the properties format"
                                + " (value read: \"event_d+.log\")");
    }

    @Test
    void tellsOfAWindowsPathThatBecomesTabs() {
        parse("a.dir = C:\\temp\\new\n");
        assertThat(problems.inOrder().getFirst().what()).contains("C:<TAB>emp<LF>ew");
        assertThat(problems.inOrder().getFirst().remedy()).contains("write / or \\\\");
    }

    @Test
    void showsNoSecretWithTheSwallowedBackslash() {
        parse("a.password = hun\\ter\\w2\n");
        assertThat(problems.inOrder().getFirst().toString()).doesNotContain("ter");
    }

    @Test
    void leavesDeliberateEscapesAlone() {
        parse("a.regex = \\\\d+\\=\\:\\#\\!\\ x\\t\n");
        assertThat(codes()).isEmpty();
    }

    @Test
    void skipsPromptsAndFences() {
        assertThat(
                        parse(
                                """
                                ```properties
                                $ cat flume.conf
                                [root@host conf]# cat x
                                me@host:~$ vi flume.conf
                                a.b = 1
                                ```
                                """))
                .extracting(PropertiesParserTest::pair)
                .containsExactly("5 a.b=1");
        assertThat(codes()).containsExactly("MR-1005", "MR-1005", "MR-1005", "MR-1005", "MR-1005");
    }

    @Test
    void takesNoBreakSpacesAsBlanks() {
        assertThat(parse("a.sources\u00A0= r1\u00A0\n"))
                .extracting(PropertiesParserTest::pair)
                .containsExactly("1 a.sources=r1");
        assertThat(codes()).containsExactly("MR-1006");
    }

    /** Whatever it is given, it means what java.util.Properties means by it. */
    @Test
    void agreesWithTheJdkOnAnything() throws IOException {
        String alphabet = "ab.= :\\\t\f#!\n\r\u00fcn$/u0";
        int compared = 0;
        for (long seed = 0; seed < 20_000; seed++) {
            var random = new Random(seed);
            var text = new StringBuilder();
            int length = random.nextInt(40);
            for (int i = 0; i < length; i++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            Map<String, String> expected = new LinkedHashMap<>();
            var properties = new Properties();
            try {
                properties.load(new StringReader(text.toString()));
            } catch (IllegalArgumentException e) {
                continue; // A bad unicode escape, which is borne here.
            }
            properties.forEach((key, value) -> expected.put(trim(key), trim(value)));
            Map<String, String> found = new LinkedHashMap<>();
            var told = new Problems(List.of("f"));
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            for (Entry entry : PropertiesParser.parse(new ConfigurationText("f", bytes), told)) {
                found.put(entry.key(), entry.value());
            }
            if (told.inOrder().stream().anyMatch(p -> p.code().equals("MR-1005"))) {
                continue; // It took a line for a prompt.
            }
            compared++;
            // A lone backslash at the end makes a property without a key there; nobody reads it.
            boolean isUnique = expected.size() == properties.size(); // Also when trimmed.
            expected.remove("");
            found.remove("");
            if (isUnique) {
                assertThat(found).as("seed " + seed + ": " + visible(text)).isEqualTo(expected);
            }
        }
        assertThat(compared).isGreaterThan(10_000);
    }

    private static String visible(CharSequence text) {
        return text.toString()
                .replace("\n", "<LF>")
                .replace("\r", "<CR>")
                .replace("\t", "<TAB>")
                .replace("\f", "<FF>");
    }

    private static String trim(Object text) {
        return text.toString().trim();
    }
}
