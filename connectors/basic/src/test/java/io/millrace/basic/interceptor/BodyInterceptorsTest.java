// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.interceptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.frame.Batch;
import io.millrace.frame.Block;
import io.millrace.frame.BlockBuilder;
import io.millrace.frame.Event;
import io.millrace.frame.Run;
import io.millrace.frame.StreamPosition;
import io.millrace.spi.Interceptor;
import io.millrace.testkit.Events;
import io.millrace.testkit.TestContext;

import org.junit.jupiter.api.Test;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The interceptors that look into bodies with regular expressions. */
class BodyInterceptorsTest {
    /**
     * Where it does not match, its steps grow exponentially with the length: with a reference to a
     * group the JDK does not remember where it was before.
     */
    private static final Pattern ENDLESS = Pattern.compile("(x?)(a|aa)+\\1\\d$");

    private static final String TRAP = "a".repeat(60) + "b";

    private final TestContext context = TestContext.named("i1");

    @Test
    void keepsWhatIsFoundAnywhereInTheBody() {
        Interceptor filter =
                new RegexFilterConfig(Pattern.compile("\\bERROR\\b"), false).create(context);

        assertThat(
                        Events.texts(
                                filter.intercept(
                                        Events.batch("an ERROR here", "all is well", "ERRORS"))))
                .containsExactly("an ERROR here");
    }

    @Test
    void dropsWhatIsFoundWhereToldSo() {
        Interceptor filter = new RegexFilterConfig(Pattern.compile("ü|^$"), true).create(context);

        assertThat(Events.texts(filter.intercept(Events.batch("über", "", "u", "äöü", "x"))))
                .containsExactly("u", "x");
    }

    @Test
    void keepsAnEventThatAnExpressionHasNoEndFor() {
        for (boolean exclude : new boolean[] {true, false}) {
            Interceptor filter = new RegexFilterConfig(ENDLESS, exclude).create(context);
            assertThat(Events.texts(filter.intercept(Events.batch(TRAP)))).containsExactly(TRAP);
        }
        assertThat(context.codes()).containsExactly("MR-4081", "MR-4081");
        assertThat(context.meters().value("regex_given_up_total")).isEqualTo(2);
    }

    @Test
    void survivesAnExpressionThatNeedsTooMuchStack() {
        Interceptor filter =
                new RegexFilterConfig(Pattern.compile("(a|b)*c"), false).create(context);
        String deep = "ab".repeat(100_000);

        assertThat(Events.texts(filter.intercept(Events.batch(deep)))).containsExactly(deep);
        assertThat(context.codes()).containsExactly("MR-4081");
    }

    @Test
    void replacesAllThatIsFound() {
        Interceptor replace = replace("(\\w+)=(\\S+)", "$1=*\\$$2", StandardCharsets.UTF_8);

        assertThat(Events.texts(replace.intercept(Events.batch("a=1 b=2", "none", "ü c=ä"))))
                .containsExactly("a=*$1 b=*$2", "none", "ü c=*$ä");
    }

    @Test
    void replacesInOtherCharacterSets() {
        for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.ISO_8859_1)) {
            Batch batch = Batch.of(new BlockBuilder(8).append("grün".getBytes(charset)).build(0));
            Batch replaced = replace("ü", "ue", charset).intercept(batch);

            assertThat(new String(replaced.event(0).body(), charset)).isEqualTo("gruen");
        }
    }

    @Test
    void keepsPositionHeadersAndChecksumOfWhatItRewrites() {
        Block block =
                new BlockBuilder(8)
                        .append("a1")
                        .append("b2")
                        .header("k", "v")
                        .append("c3")
                        .build(77, new StreamPosition("s", 1, 100, new byte[] {1}));
        Run run = Run.of(block).select(event -> event != 0);
        run = run.with(run.headers().with("added", "x"));

        Batch replaced =
                replace("\\d", "#", StandardCharsets.UTF_8).intercept(Batch.of(List.of(run)));

        assertThat(Events.texts(replaced)).containsExactly("b#", "c#");
        assertThat(headers(replaced))
                .containsExactly(Map.of("k", "v", "added", "x"), Map.of("added", "x"));
        Run after = replaced.runs().getFirst();
        assertThat(after.block().verifyBodies()).isTrue();
        assertThat(after.block().position()).isEqualTo(block.position());
        assertThat(after.block().acceptedMillis()).isEqualTo(77);
        assertThat(after.block().ordinal(after.blockIndex(1))).isEqualTo(102);
    }

    @Test
    void leavesBlocksAloneWhereNothingIsFound() {
        Batch batch = Events.batch("a", "b");

        assertThat(replace("x", "y", StandardCharsets.UTF_8).intercept(batch).runs())
                .isEqualTo(batch.runs());
    }

    @Test
    void leavesABodyAloneThatAnExpressionHasNoEndFor() {
        Interceptor replace =
                new SearchReplaceConfig(ENDLESS, "x", StandardCharsets.UTF_8).create(context);

        assertThat(Events.texts(replace.intercept(Events.batch(TRAP, "aa1"))))
                .containsExactly(TRAP, "x");
        assertThat(context.codes()).containsExactly("MR-4081");
    }

    @Test
    void refusesAReplacementOfAGroupThatThereIsNot() {
        for (String wrong : List.of("$2", "$", "${name}", "x\\", "$x")) {
            assertThatThrownBy(() -> replace("(a)", wrong, StandardCharsets.UTF_8))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("replaceString");
        }
        assertThat(replace("(?<n>a)", "${n}$1$0\\$", StandardCharsets.UTF_8)).isNotNull();
    }

    private Interceptor replace(String pattern, String replacement, Charset charset) {
        return new SearchReplaceConfig(Pattern.compile(pattern), replacement, charset)
                .create(context);
    }

    @Test
    void makesHeadersOfGroups() {
        Interceptor extract =
                extractor("(\\w+):(\\d+)?:(\\w+)", "s1 s2", "s1.name", "user", "s2.name", "number");

        assertThat(
                        headers(
                                extract.intercept(
                                        Events.batch(
                                                Map.of("k", "v"), "ann:1:x", "nothing", "bo::y"))))
                .containsExactly(
                        Map.of("k", "v", "user", "ann", "number", "1"),
                        Map.of("k", "v"),
                        Map.of("k", "v", "user", "bo"));
    }

    @Test
    void makesMillisecondsOfATime() {
        Interceptor extract =
                extractor(
                        "^(\\S+ \\S+)",
                        "s1",
                        "s1.name",
                        "timestamp",
                        "s1.type",
                        "org.apache.flume.interceptor.RegexExtractorInterceptorMillisSerializer",
                        "s1.pattern",
                        "yyyy-MM-dd HH:mm");

        long millis =
                LocalDateTime.of(2026, 3, 20, 8, 5)
                        .atZone(ZoneId.systemDefault())
                        .toInstant()
                        .toEpochMilli();
        assertThat(headers(extract.intercept(Events.batch("2026-03-20 08:05 x", "no time y"))))
                .containsExactly(Map.of("timestamp", "" + millis), Map.of());
        assertThat(context.codes()).containsExactly("MR-4082");
    }

    @Test
    void readsTheZoneOfATime() {
        Interceptor extract =
                extractor(
                        "\\[(.+)\\]",
                        "s1",
                        "s1.name",
                        "timestamp",
                        "s1.type",
                        "Millis",
                        "s1.pattern",
                        "dd/MM/yyyy:HH:mm:ss Z");

        assertThat(headers(extract.intercept(Events.batch("[01/01/1970:02:00:01 +0200]"))))
                .containsExactly(Map.of("timestamp", "1000"));
    }

    @Test
    void refusesSerializersThatAreNotComplete() {
        assertThatThrownBy(() -> extractor("(a)", "s1"))
                .hasMessageContaining("serializers.s1.name");
        assertThatThrownBy(() -> extractor("(a)", "")).hasMessageContaining("serializers");
        assertThatThrownBy(() -> extractor("a", "s1", "s1.name", "n"))
                .hasMessageContaining("has no group");
        assertThatThrownBy(() -> extractor("(a)", "s1", "s1.name", "n", "s1.type", "json"))
                .hasMessageContaining("\"json\"");
        assertThatThrownBy(() -> extractor("(a)", "s1", "s1.name", "n", "s1.type", "millis"))
                .hasMessageContaining("serializers.s1.pattern");
        assertThatThrownBy(() ->
                        extractor(
                                "(a)",
                                "s1",
                                "s1.name",
                                "n",
                                "s1.type",
                                "millis",
                                "s1.pattern",
                                "{"))
                .hasMessageContaining("no pattern of a time");
    }

    private Interceptor extractor(String regex, String names, String... options) {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            map.put(options[i], options[i + 1]);
        }
        List<String> list = names.isEmpty() ? List.of() : List.of(names.split(" "));
        return new RegexExtractorConfig(Pattern.compile(regex), list, map).create(context);
    }

    static List<Map<String, String>> headers(Batch batch) {
        List<Map<String, String>> headers = new ArrayList<>();
        for (Event event : batch) {
            headers.add(event.headers());
        }
        return headers;
    }
}
