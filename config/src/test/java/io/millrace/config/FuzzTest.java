// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;

/** Whatever is in a file, reading and checking it end, and say no more than problems. */
class FuzzTest {
    private static final List<String> WORDS =
            List.of(
                    "a1",
                    "al",
                    ".",
                    "sources",
                    "channels",
                    "sinks",
                    "sinkgroups",
                    "configfilters",
                    "r1",
                    "c1",
                    "k1",
                    "g1",
                    "type",
                    "channel",
                    "selector.",
                    "mapping.",
                    "default",
                    "interceptors",
                    "i1",
                    "processor.",
                    "policy.",
                    "priority.",
                    "failover",
                    "memory",
                    "hdfs",
                    "hdfs.path",
                    "exec",
                    "command",
                    "tail -F",
                    "netcat",
                    "port",
                    "=",
                    ":",
                    " ",
                    "\n",
                    "\r\n",
                    "\t",
                    "\\",
                    "\\u00",
                    "\\\n",
                    "#",
                    "!",
                    "${",
                    "}",
                    "$${",
                    "[",
                    "]",
                    ":-",
                    "env:",
                    "sys:",
                    "java:os",
                    "date:",
                    "%Y",
                    "%{",
                    "://",
                    ":port/",
                    "@",
                    "<required>",
                    "{ES}",
                    "\"",
                    "'",
                    ",",
                    "k1,k2",
                    "-1",
                    "99999999999",
                    "true",
                    "org.apache.flume.",
                    "$Builder",
                    "com.x.Y",
                    "```",
                    "$ cat",
                    "\u00A0",
                    "\uFEFF");

    private static final String WHOLE =
            Flume.SOUND
                    + """
                    a1.sources.r1.interceptors = i1 i2
                    a1.sources.r1.interceptors.i1.type = timestamp
                    a1.sources.r1.interceptors.i2.type = search_replace
                    a1.sources.r1.interceptors.i2.searchPattern = \\\\d+
                    a1.sources.r1.selector.type = multiplexing
                    a1.sources.r1.selector.mapping.x = c1
                    a1.sources.r1.selector.optional.y = c1
                    a1.sinkgroups = g1
                    a1.sinkgroups.g1.sinks = k1 k2
                    a1.sinkgroups.g1.processor.type = failover
                    a1.sinkgroups.g1.processor.priority.k1 = 1
                    a1.configfilters = f1
                    a1.configfilters.f1.type = env
                    a1.sinks.k2.type = hdfs
                    a1.sinks.k2.channel = c1
                    a1.sinks.k2.hdfs.path = hdfs://${f1['HOST']}:8020/%Y/${env:PORT:-1}
                    PORT = ${a1.sources.r1.port}
                    """;

    private static void survives(byte[] bytes, String what) {
        try {
            var checked = Flume.read(bytes).checkAll(new TestTypes());
            ProblemText.of(checked.problems(), true);
            ProblemJson.of(checked.problems());
            checked.agents()
                    .forEach((name, agent) -> {
                        assertThat(agent.sources().isEmpty() && agent.sinks().isEmpty()).isFalse();
                        refersToItsOwn(agent);
                    });
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            fail(what + "\n" + new String(bytes, StandardCharsets.UTF_8), e);
        }
    }

    private static void refersToItsOwn(AgentConfig agent) {
        var channels = agent.channels().stream().map(each -> each.component().name()).toList();
        assertThat(channels).doesNotHaveDuplicates();
        agent.sources().forEach(source -> assertThat(channels).containsAll(source.channels()));
        agent.sinks().forEach(sink -> assertThat(channels).contains(sink.channel()));
        agent.sinkGroups()
                .forEach(
                        group -> assertThat(Flume.names(agent.sinks())).containsAll(group.sinks()));
    }

    @Test
    void survivesRandomBytes() {
        for (long seed = 0; seed < 2_000; seed++) {
            var random = new Random(seed);
            byte[] bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            survives(bytes, "random bytes, seed " + seed);
        }
    }

    @Test
    void survivesSoupOfWords() {
        for (long seed = 0; seed < 3_000; seed++) {
            var random = new Random(seed);
            var text = new StringBuilder();
            int count = random.nextInt(120);
            for (int i = 0; i < count; i++) {
                text.append(WORDS.get(random.nextInt(WORDS.size())));
            }
            survives(text.toString().getBytes(StandardCharsets.UTF_8), "soup, seed " + seed);
        }
    }

    @Test
    void survivesMutatedFiles() {
        for (long seed = 0; seed < 3_000; seed++) {
            var random = new Random(seed);
            List<String> lines = new ArrayList<>(WHOLE.lines().toList());
            int edits = 1 + random.nextInt(6);
            for (int i = 0; i < edits && !lines.isEmpty(); i++) {
                int at = random.nextInt(lines.size());
                String line = lines.get(at);
                int cut = random.nextInt(line.length() + 1);
                String word = WORDS.get(random.nextInt(WORDS.size()));
                switch (random.nextInt(6)) {
                    case 0 -> lines.remove(at);
                    case 1 -> lines.add(at, lines.get(random.nextInt(lines.size())));
                    case 2 -> lines.set(at, line.substring(0, cut));
                    case 3 -> lines.set(at, line.substring(0, cut) + word + line.substring(cut));
                    case 4 ->
                            lines.set(
                                    at,
                                    line.replaceFirst(
                                            "= .*", "= " + Matcher.quoteReplacement(word)));
                    default -> Collections.swap(lines, at, random.nextInt(lines.size()));
                }
            }
            survives(
                    String.join("\n", lines).getBytes(StandardCharsets.UTF_8),
                    "mutation, seed " + seed);
        }
    }
}
