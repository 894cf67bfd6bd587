// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.bugs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class UnifiedDiffTest {
    private static final String PATCH =
            """
            diff --git a/dir/File.java b/dir/File.java
            index 1234567..89abcde 100644
            --- a/dir/File.java
            +++ b/dir/File.java
            @@ -2,3 +2,3 @@ class File {
             two
            -three
            +drei

            @@ -7,2 +7,3 @@
             seven
            +seven and a half
             eight
            """;

    private static String apply(String text) {
        UnifiedDiff diff = UnifiedDiff.parse(PATCH);
        assertThat(diff.hunks()).containsOnlyKeys("dir/File.java");
        return UnifiedDiff.apply("dir/File.java", diff.hunks().get("dir/File.java"), text);
    }

    @Test
    void replacesLines() {
        assertThat(apply("one\ntwo\nthree\n\nfive\nsix\nseven\neight\nnine\n"))
                .isEqualTo("one\ntwo\ndrei\n\nfive\nsix\nseven\nseven and a half\neight\nnine\n");
    }

    @Test
    void followsLinesThatMoved() {
        assertThat(apply("new\none\ntwo\nthree\n\nseven\neight\n"))
                .isEqualTo("new\none\ntwo\ndrei\n\nseven\nseven and a half\neight\n");
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatThrownBy(() -> apply("one\ntwo\n3\n\nseven\neight\n"))
                .hasMessageContaining("dir/File.java: the hunk of line 2 fits 0 places");
    }

    @Test
    void refusesWhatFitsTwice() {
        assertThatThrownBy(() -> apply("two\nthree\n\ntwo\nthree\n\nseven\neight\n"))
                .hasMessageContaining("fits 2 places");
    }

    @Test
    void refusesAPatchThatChangesNothing() {
        assertThatThrownBy(() -> UnifiedDiff.parse("no patch\n"))
                .hasMessageContaining("changes nothing");
    }
}
