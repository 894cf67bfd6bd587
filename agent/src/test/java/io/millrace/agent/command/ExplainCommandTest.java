// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.agent.ExitCode;
import io.millrace.agent.Printed;

import org.junit.jupiter.api.Test;

class ExplainCommandTest {
    @Test
    void printsThePageOfACode() {
        var printed = Printed.by("explain", "MR-6301");
        assertThat(printed.out())
                .startsWith("MR-6301: The command line cannot be understood")
                .contains("What to do")
                .doesNotContain("#", "```");
        assertThat(printed.code()).isZero();
    }

    @Test
    void takesACodeAsPeopleTypeIt() {
        assertThat(Printed.by("explain", "mr-6301").out())
                .isEqualTo(Printed.by("explain", "6301").out())
                .isNotEmpty();
    }

    @Test
    void listsAllCodes() {
        assertThat(Printed.by("explain").out().lines())
                .contains("MR-6301  The command line cannot be understood")
                .isSorted();
    }

    @Test
    void printsJson() {
        assertThat(Printed.by("explain", "--json").out()).contains("\"code\": \"MR-6301\"");
        assertThat(Printed.by("explain", "MR-6301", "--json").out()).contains("\"text\": ");
    }

    @Test
    void knowsWhatItDoesNotKnow() {
        var printed = Printed.by("explain", "MR-0000");
        assertThat(printed.err()).contains("MR-6306", "MR-0000");
        assertThat(printed.code()).isEqualTo(ExitCode.USAGE);
    }
}
