// SPDX-License-Identifier: Apache-2.0
package io.millrace.frame;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Frames of every version that was ever released, each with what it says. {@code
 * -Dmillrace.golden.write=true} writes those that are missing; one that exists is never written
 * again.
 */
class GoldenFramesTest {
    private static final Path DIRECTORY = Path.of("src/test/resources/golden");

    @Test
    void readsEveryGoldenFrame() throws Exception {
        List<Path> frames = files(".frame");
        for (Path file : frames) {
            byte[] bytes = Files.readAllBytes(file);
            Block block = new FrameDecoder().decode(bytes, 0, bytes.length);
            String expected = Files.readString(expectation(file));
            assertThat(RunText.of(Run.of(block))).as(file.toString()).isEqualTo(expected);
            assertThat(block.verifyBodies()).as(file.toString()).isTrue();
        }
        assertThat(frames.stream().map(file -> name(file, ".frame")).toList())
                .containsAll(Golden.runs().keySet().stream().map(name -> "v1-" + name).toList());
    }

    @Test
    void expectsSomethingOfEveryGoldenFrame() throws IOException {
        assertThat(names(".txt")).isEqualTo(names(".frame")).isNotEmpty();
    }

    @Test
    void saysTheSameAsWhenTheGoldenFramesWereWritten() throws Exception {
        for (Map.Entry<String, Run> golden : Golden.runs().entrySet()) {
            Path file = DIRECTORY.resolve("v1-" + golden.getKey() + ".frame");
            assertThat(RunText.of(golden.getValue()))
                    .as(golden.getKey())
                    .isEqualTo(Files.readString(expectation(file)));
        }
    }

    @BeforeAll
    static void writeIfAsked() throws IOException {
        if (!Boolean.getBoolean("millrace.golden.write")) {
            return;
        }
        Files.createDirectories(DIRECTORY);
        for (Map.Entry<String, Run> golden : Golden.runs().entrySet()) {
            Path file = DIRECTORY.resolve("v1-" + golden.getKey() + ".frame");
            if (!Files.exists(file)) {
                Files.write(file, FrameEncoder.encode(golden.getValue()));
                Files.writeString(expectation(file), RunText.of(golden.getValue()));
            }
        }
    }

    private static Path expectation(Path frame) {
        return frame.resolveSibling(name(frame, ".frame") + ".txt");
    }

    private static Set<String> names(String suffix) throws IOException {
        return files(suffix).stream()
                .map(file -> name(file, suffix))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<Path> files(String suffix) throws IOException {
        try (var entries = Files.list(DIRECTORY)) {
            return entries.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
        }
    }

    private static String name(Path file, String suffix) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - suffix.length());
    }
}
