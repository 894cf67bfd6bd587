// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Every code of this module has a page that explains it, and a test that meets it. */
class CodesTest {
    private static Path root() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.exists(at.resolve("mvnw"))) {
            at = at.getParent();
        }
        return at;
    }

    private static String tests() throws IOException {
        var text = new StringBuilder();
        try (var files = Files.list(root().resolve("config/src/test/java/io/millrace/config"))) {
            for (Path file : files.toList()) {
                text.append(Files.readString(file));
            }
        }
        return text.toString();
    }

    @Test
    void everyCodeIsExplained() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Code code : Code.values()) {
            Path page = root().resolve("docs/problems/" + code.number + ".md");
            String text = Files.exists(page) ? Files.readString(page) : "";
            for (String part :
                    List.of(
                            "# " + code.number,
                            "## What happened",
                            "## Effect",
                            "## What to do",
                            "## Example")) {
                if (!text.contains(part)) {
                    wrong.add(code.number + " lacks " + part);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyCodeIsTested() throws IOException {
        String tests = tests();
        assertThat(Arrays.stream(Code.values()).map(code -> code.number))
                .allSatisfy(number -> assertThat(tests).contains('"' + number + '"'));
    }

    @Test
    void noCodeStandsTwice() {
        assertThat(Arrays.stream(Code.values()).map(code -> code.number)).doesNotHaveDuplicates();
    }

    @Test
    void everyPageHasItsCode() throws IOException {
        List<String> known = Arrays.stream(Code.values()).map(code -> code.number + ".md").toList();
        try (var files = Files.list(root().resolve("docs/problems"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .filteredOn(
                            name -> name.compareTo("MR-1000") > 0 && name.compareTo("MR-1500") < 0)
                    .allSatisfy(name -> assertThat(known).contains(name));
        }
    }
}
