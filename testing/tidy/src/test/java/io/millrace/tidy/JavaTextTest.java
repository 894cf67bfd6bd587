// SPDX-License-Identifier: Apache-2.0

package io.millrace.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JavaTextTest {
    @Test
    void partsCodeFromComments() {
        var text = JavaText.of("a(); // one\nb(/* two */); c();\n");
        assertThat(text.code()).isEqualTo("a();       \nb(         ); c();\n");
        assertThat(text.comments()).isEqualTo("     // one\n  /* two */       \n");
    }

    @Test
    void takesStringsForNeither() {
        var text = JavaText.of("x = \"// \\\" no\" + '\"' + '\\'' + y; // yes\n");
        assertThat(text.code().replaceAll("\\s+", " ")).isEqualTo("x = \" + ' + ' + y; ");
        assertThat(text.comments().strip()).isEqualTo("// yes");
    }

    @Test
    void takesTextBlocksForNeither() {
        var text = JavaText.of("x = \"\"\"\n  // no \"quoted\"\n  \"\"\"; y(); // yes\n");
        assertThat(text.code()).contains("y();").doesNotContain("quoted");
        assertThat(text.comments().strip()).isEqualTo("// yes");
        assertThat(text.code().lines().count()).isEqualTo(3);
    }

    @Test
    void endsWithTheFile() {
        assertThat(JavaText.of("a(); /* open").code()).isEqualTo("a();        ");
        assertThat(JavaText.of("\"open").code()).isEqualTo("\"    ");
        assertThat(JavaText.of("").code()).isEmpty();
    }
}
