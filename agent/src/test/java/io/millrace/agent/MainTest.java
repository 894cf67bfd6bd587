// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MainTest {
    @Test
    void printsTheVersionOnOneLine() {
        var printed = Printed.by("version");
        assertThat(printed.out()).matches("Millrace \\d+\\.\\d+\\.\\d+\\S* \\(Java .*\\)\\R");
        assertThat(printed.err()).isEmpty();
        assertThat(printed.code()).isZero();
        assertThat(Printed.by("--version").out()).isEqualTo(printed.out());
    }

    @Test
    void printsTheVersionForPrograms() {
        assertThat(Printed.by("version", "--json").out())
                .contains("\"product\": \"Millrace\"", "\"revision\": ");
    }

    @Test
    void printsFiveLinesWhereFlumePrintsFive() {
        var printed = Printed.by("flume-ng", "version");
        assertThat(printed.out().lines()).hasSize(5).first().asString().startsWith("Millrace ");
        assertThat(printed.code()).isZero();
    }

    @Test
    void refusesFlumesCommandsThatItDoesNotHave() {
        var printed = Printed.by("flume-ng", "avro-client", "-H", "localhost");
        assertThat(printed.err()).contains("MR-6302", "avro-client");
        assertThat(printed.code()).isEqualTo(ExitCode.CONFIGURATION);
    }

    @Test
    void saysWhatThereIsWhenNothingIsAsked() {
        var printed = Printed.by();
        assertThat(printed.err()).contains("millrace quickstart", "explain", "version");
        assertThat(printed.code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void refusesAnUnknownCommand() {
        var printed = Printed.by("chekc");
        assertThat(printed.err()).contains("MR-6301", "chekc");
        assertThat(printed.out()).isEmpty();
        assertThat(printed.code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void helpsWithEachCommand() {
        for (String command :
                new String[] {
                    "quickstart",
                    "agent",
                    "bench",
                    "check",
                    "describe",
                    "explain",
                    "version",
                    "completion"
                }) {
            assertThat(Printed.by("help", command).out()).contains("millrace " + command);
            assertThat(Printed.by(command, "--help").out()).contains("millrace " + command);
        }
    }

    @Test
    void helpsWithTheOtherNameOfAgent() {
        assertThat(Printed.by("help", "run").out())
                .contains("--source", "--conf-file")
                .doesNotContain("zkConnString");
    }

    @Test
    void completesItsOptions() {
        assertThat(Printed.by("completion").out()).contains("--conf-file", "explain");
    }

    @Test
    void coloursNothingOutsideATerminal() {
        assertThat(Printed.by("help").out()).doesNotContain("\u001b");
        assertThat(Printed.by("chekc").err()).doesNotContain("\u001b");
    }
}
