// SPDX-License-Identifier: Apache-2.0

package io.millrace.dist;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Runs the blocks of the README that are marked, one after another in one directory: after {@code
 * <!-- runs -->} to their end, after {@code <!-- runs until "regex" -->} until a line matches and
 * then Ctrl-C. Each has to exit with 0.
 */
class ReadmeIT {
    private static final Path README = Path.of("..", "README.md");
    private static final Pattern BLOCK =
            Pattern.compile(
                    "<!-- runs(?: until \"([^\"]+)\")? -->\\R+```\\w*\\R(.*?)\\R```",
                    Pattern.DOTALL);

    @TempDir private Path directory;

    private record Block(String until, String script) {}

    @Test
    void runsAsItSays() throws Exception {
        Files.createSymbolicLink(directory.resolve("millrace"), Path.of(Launched.MILLRACE));
        Files.createSymbolicLink(directory.resolve("bin"), Launched.HOME.resolve("bin"));
        var blocks = blocks();
        assertThat(blocks).hasSizeGreaterThan(2);
        for (Block block : blocks) {
            String script = "set -e\n" + (block.until().isEmpty() ? "" : "exec ") + block.script();
            try (var shell = Launched.start(directory, Map.of(), "bash", "-c", script)) {
                if (!block.until().isEmpty()) {
                    shell.until(block.until()).signal("INT");
                }
                assertThat(shell.code()).as(() -> block + "\n" + shell.output()).isZero();
            }
        }
    }

    private static List<Block> blocks() throws IOException {
        var blocks = new ArrayList<Block>();
        var matcher = BLOCK.matcher(Files.readString(README));
        while (matcher.find()) {
            String until = matcher.group(1);
            blocks.add(new Block(until == null ? "" : until, matcher.group(2)));
        }
        return blocks;
    }
}
