// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.agent.Printed;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The examples of docs/bench.md, for a fraction of a second each. */
class BenchPageTest {
    private static final Pattern CONFIGURATION =
            Pattern.compile("```properties\n(.*?)```", Pattern.DOTALL);
    private static final String COMMAND = "millrace bench ";

    @TempDir private Path directory;

    private String page() throws IOException {
        Path tree = Path.of("").toAbsolutePath();
        while (tree != null && !Files.exists(tree.resolve("docs/bench.md"))) {
            tree = tree.getParent();
        }
        assertThat(tree).isNotNull();
        return Files.readString(tree.resolve("docs/bench.md"));
    }

    @Test
    void hasExamplesThatWork() throws IOException {
        String page = page();
        Matcher configuration = CONFIGURATION.matcher(page);
        assertThat(configuration.find()).isTrue();
        Path file = Files.writeString(directory.resolve("my.conf"), configuration.group(1));
        List<String> lines = page.lines().filter(line -> line.startsWith(COMMAND)).toList();
        assertThat(lines).hasSizeGreaterThan(5);
        for (String line : lines) {
            List<String> words = new ArrayList<>(List.of("bench"));
            for (String word : line.substring(COMMAND.length()).split(" ")) {
                words.add(
                        switch (word) {
                            case "my.conf" -> file.toString();
                            case "run.svg" -> directory.resolve("run.svg").toString();
                            default -> word;
                        });
            }
            if (!words.contains("list")) {
                words.addAll(List.of("--warm-up", "50ms", "--duration", "150ms"));
                words.addAll(List.of("--dir", directory.toString()));
            }
            Printed printed = Printed.by(words.toArray(String[]::new));
            assertThat(printed.code()).as(line + "\n" + printed.err()).isZero();
        }
    }
}
