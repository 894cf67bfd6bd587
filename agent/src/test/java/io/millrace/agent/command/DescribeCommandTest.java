// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.agent.ExitCode;
import io.millrace.agent.Printed;

import org.junit.jupiter.api.Test;

class DescribeCommandTest {
    @Test
    void describesAComponentAndItsKeys() {
        var printed = Printed.by("describe", "channel", "memory");
        assertThat(printed.out()).contains("channel memory", "capacity", "default 100");
        assertThat(printed.err()).isEmpty();
        assertThat(printed.code()).isZero();
    }

    @Test
    void needsNoKindWhereTheTypeIsEnough() {
        assertThat(Printed.by("describe", "memory").out())
                .isEqualTo(Printed.by("describe", "channel", "memory").out());
        assertThat(Printed.by("describe", "memroy").err()).contains("did you mean memory?");
    }

    @Test
    void knowsComponentsByFlumesClasses() {
        assertThat(
                        Printed.by("describe", "channels", "org.apache.flume.channel.MemoryChannel")
                                .out())
                .isEqualTo(Printed.by("describe", "channel", "memory").out());
    }

    @Test
    void suggestsWhatComesClosest() {
        var printed = Printed.by("describe", "channel", "memroy");
        assertThat(printed.err()).contains("MR-6306", "did you mean memory?");
        assertThat(printed.code()).isEqualTo(ExitCode.USAGE);
        assertThat(Printed.by("describe", "river", "x").err()).contains("source, interceptor");
    }

    @Test
    void printsJsonAndASchema() {
        assertThat(Printed.by("describe", "channel", "memory", "--json").out())
                .contains("\"key\": \"capacity\"", "\"documentation\": ");
        assertThat(Printed.by("describe", "channel", "memory", "--schema").out())
                .contains("\"$schema\": ", "\"capacity\": {", "\"type\": \"integer\"");
    }

    @Test
    void listsComponentsByKind() {
        assertThat(Printed.by("list").out()).contains("sources", "  seq ", "channels", "  memory ");
        var sinks = Printed.by("list", "sinks");
        assertThat(sinks.out()).startsWith("sinks").contains("  logger ").doesNotContain("  seq ");
        assertThat(Printed.by("list", "--json").out()).contains("\"type\": \"memory\"");
        assertThat(Printed.by("list", "rivers").code()).isEqualTo(ExitCode.USAGE);
    }
}
