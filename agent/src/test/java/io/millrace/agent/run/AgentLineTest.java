// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.run;

import static io.millrace.agent.run.AgentOption.CONF;
import static io.millrace.agent.run.AgentOption.FILE;
import static io.millrace.agent.run.AgentOption.NAME;
import static io.millrace.agent.run.AgentOption.NO_RELOAD;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.spi.Problem;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;

class AgentLineTest {
    @Test
    void takesFlumesShortOptions() {
        var line = line("-n", "a1", "-c", "conf", "-f", "flume.conf");
        assertThat(line.problems()).isEmpty();
        assertThat(line.value(NAME)).contains("a1");
        assertThat(line.value(CONF)).contains("conf");
        assertThat(line.all(FILE)).containsExactly("flume.conf");
    }

    @Test
    void takesLongOptionsWithEqualsAndOneHyphen() {
        var line = line("--name=a1", "-conf-file", "x=y.conf", "--conf-file=z.conf");
        assertThat(line.problems()).isEmpty();
        assertThat(line.value(NAME)).contains("a1");
        assertThat(line.all(FILE)).containsExactly("x=y.conf", "z.conf");
    }

    @Test
    void takesLongOptionsThatAreCutShort() {
        assertThat(line("--no", "--nam", "a1").has(NO_RELOAD)).isTrue();
        assertThat(line("--no", "--nam", "a1").value(NAME)).contains("a1");
    }

    @Test
    void refusesWhatIsAmbiguousOrUnknown() {
        assertThat(line("--conf-", "x").problems()).isNotEmpty();
        assertThat(line("--nmae", "a1").problems())
                .extracting(Problem::code)
                .containsOnly("MR-6301");
        assertThat(line("a1").problems()).hasSize(1);
    }

    @Test
    void missesAValueAtTheEnd() {
        assertThat(line("-n").problems())
                .singleElement()
                .extracting(Problem::what)
                .asString()
                .contains("-n");
    }

    @Test
    void keepsBlanksInValues() {
        assertThat(line("-f", "my flume.conf").all(FILE)).containsExactly("my flume.conf");
    }

    @Test
    void keepsProperties() {
        assertThat(line("-Dflume.root.logger=INFO,console", "-Dx", "-Da=b=c").properties())
                .containsEntry("flume.root.logger", "INFO,console")
                .containsEntry("x", "")
                .containsEntry("a", "b=c");
    }

    @Test
    void spellsEveryOptionOnce() {
        List<String> spellings =
                Arrays.stream(AgentOption.values())
                        .flatMap(option -> option.spellings().stream())
                        .toList();
        assertThat(spellings).doesNotHaveDuplicates();
    }

    private static AgentLine line(String... words) {
        return AgentLine.of(List.of(words));
    }
}
