// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.spi.Problem.Severity;

import org.junit.jupiter.api.Test;

class AgentCheckTest {

    @Test
    void infersListsThatAreMissing() {
        String text =
                Flume.SOUND.lines().skip(3).map(line -> line + "\n").reduce("", String::concat);
        var checked = Flume.check(text);
        assertThat(Flume.codes(checked)).containsExactly("MR-1101", "MR-1101", "MR-1101");
        assertThat(checked.problems())
                .extracting(problem -> problem.remedy())
                .containsExactly(
                        "add: a1.sources = r1", "add: a1.channels = c1", "add: a1.sinks = k1");
        assertThat(checked.problems())
                .allSatisfy(p -> assertThat(p.severity()).isEqualTo(Severity.WARNING));
        assertThat(Flume.a1(checked)).isEqualTo(Flume.a1(Flume.check(Flume.SOUND)));
    }

    @Test
    void takesAnEmptyListForAWish() {
        var checked = Flume.checkWith("a1.sinks = k1", "a1.sinks =");
        assertThat(Flume.codes(checked)).containsExactly("MR-1111", "MR-1103");
        assertThat(Flume.a1(checked).sinks()).isEmpty();
    }

    @Test
    void findsTheAgentThatAMisspeltOneMeans() {
        var checked = Flume.checkWith("a1.sources.r1.bind = localhost", "al.sources.r1.bind = x");
        var stray = Flume.only(checked, "MR-1102");
        assertThat(Flume.is(stray, Severity.WARNING, 5)).isTrue();
        assertThat(stray.remedy()).isEqualTo("did you mean agent \"a1\": a1.sources.r1.bind");
        var missing = Flume.only(checked, "MR-1300");
        assertThat(missing.remedy())
                .isEqualTo("line 5 sets al.sources.r1.bind; did you mean: a1.sources.r1.bind");
        assertThat(Flume.read(Flume.SOUND + "al.sinks.k1.x = 1").agentNames())
                .containsExactly("a1");
    }

    @Test
    void tellsOfAnAgentWithoutAnything() {
        var problem = Flume.only(Flume.checkAnd("other.sinks.k9.x = 1\n"), "MR-1102");
        assertThat(problem.remedy()).startsWith("add other.sources");
    }

    @Test
    void tellsOfAComponentThatIsNotListed() {
        var checked = Flume.checkAnd("a1.sinks.k2.type = logger\na1.sinks.k2.channel = c1\n");
        var problem = Flume.only(checked, "MR-1103");
        assertThat(Flume.is(problem, Severity.WARNING, 11)).isTrue();
        assertThat(problem.remedy()).isEqualTo("list it if it shall run: a1.sinks = k1 k2");
        assertThat(Flume.names(Flume.a1(checked).sinks())).containsExactly("k1");
    }

    @Test
    void findsTheUnlistedComponentThatAListedNameMeans() {
        var checked = Flume.checkWith("a1.sinks = k1", "a1.sinks = kl");
        assertThat(Flume.only(checked, "MR-1103").remedy())
                .isEqualTo("did you mean to list \"k1\" and not \"kl\"");
        var listed = Flume.only(checked, "MR-1104");
        assertThat(Flume.is(listed, Severity.ERROR, 3)).isTrue();
        assertThat(listed.remedy()).isEqualTo("did you mean: k1");
    }

    @Test
    void findsTheComponentThatUnlistedLinesMean() {
        var beginning =
                Flume.check(
                        Flume.SOUND.replace("r1", "r1src") + "a1.sources.r1s.max-line-length = 9");
        assertThat(Flume.only(beginning, "MR-1103").remedy())
                .isEqualTo("did you mean: a1.sources.r1src.max-line-length");
        var otherKind = Flume.checkAnd("a1.sources.k1.maxBytesToLog = 9\n");
        assertThat(Flume.only(otherKind, "MR-1103").remedy())
                .isEqualTo("did you mean: a1.sinks.k1.maxBytesToLog");
        var onlyChoice = Flume.checkWith("a1.sinks = k1", "a1.sinks = output");
        assertThat(Flume.only(onlyChoice, "MR-1104").remedy()).isEqualTo("did you mean: k1");
    }

    @Test
    void everySinkCanVerifyBodies() {
        assertThat(Flume.a1(Flume.check(Flume.SOUND)).sinks().getFirst().verify()).isFalse();
        var checked = Flume.checkAnd("a1.sinks.k1.verify = true\n");
        assertThat(checked.problems()).isEmpty();
        assertThat(Flume.a1(checked).sinks().getFirst().verify()).isTrue();
        assertThat(Flume.codes(Flume.checkAnd("a1.sinks.k1.verify = maybe\n")))
                .containsExactly("MR-1302");
    }

    @Test
    void knowsASinkGroupAmongTheSinks() {
        var checked =
                Flume.checkWith(
                        "a1.sinks = k1",
                        "a1.sinks = g1 k1\na1.sinkgroups = g1\na1.sinkgroups.g1.sinks = k1\n"
                                + "a1.sinkgroups.g1.processor.type = default");
        assertThat(Flume.only(checked, "MR-1104").remedy())
                .isEqualTo("it is a sink group: remove it from a1.sinks");
        assertThat(Flume.a1(checked).sinkGroups()).hasSize(1);
    }

    @Test
    void leavesOutAComponentWithoutType() {
        var checked = Flume.checkWith("a1.sinks.k1.type = logger", "");
        var problem = Flume.only(checked, "MR-1105");
        assertThat(problem.what()).isEqualTo("sink \"k1\" has 1 property but no type");
        assertThat(problem.effect()).isEqualTo("sink \"k1\" will not run");
        assertThat(Flume.a1(checked).sinks()).isEmpty();
        assertThat(Flume.a1(checked).sources()).hasSize(1);
        assertThat(
                        Flume.only(
                                        Flume.checkWith(
                                                "a1.sinks.k1.type = logger", "a1.sinks.k1.type ="),
                                        "MR-1105")
                                .what())
                .isEqualTo("the type of sink \"k1\" is empty");
    }

    @Test
    void findsTheTypeThatStandsAtANearlyEqualName() {
        var checked = Flume.checkWith("a1.sinks.k1.type = logger", "a1.sinks.k11.type = logger");
        assertThat(Flume.only(checked, "MR-1105").remedy())
                .isEqualTo("line 9 sets a1.sinks.k11.type; did you mean: a1.sinks.k1.type");
    }

    @Test
    void bearsCommasInLists() {
        var checked =
                Flume.check(
                        """
                        a1.sources = r1
                        a1.channels = c1, c2
                        a1.sinks = k1,k2
                        a1.sources.r1.type = seq
                        a1.sources.r1.channels = c1,c2
                        a1.channels.c1.type = memory
                        a1.channels.c2.type = memory
                        a1.sinks.k1.type = logger
                        a1.sinks.k1.channel = c1
                        a1.sinks.k2.type = logger
                        a1.sinks.k2.channel = c2
                        """);
        assertThat(Flume.codes(checked)).containsExactly("MR-1106", "MR-1106", "MR-1106");
        assertThat(
                        Flume.only(Flume.checkWith("a1.sinks = k1", "a1.sinks = k1,"), "MR-1106")
                                .remedy())
                .isEqualTo("write a1.sinks = k1");
        assertThat(Flume.a1(checked).sources().getFirst().channels()).containsExactly("c1", "c2");
        assertThat(Flume.names(Flume.a1(checked).sinks())).containsExactly("k1", "k2");
    }

    @Test
    void takesACommaForAPartOfANameIfItIs() {
        var checked =
                Flume.check(
                        Flume.SOUND.replace("sinks = k1", "sinks = k1,").replace("k1.", "k1,."));
        assertThat(checked.problems()).isEmpty();
        assertThat(Flume.names(Flume.a1(checked).sinks())).containsExactly("k1,");
    }

    @Test
    void leavesOutASinkWithoutChannelAndASourceWithoutChannels() {
        var sink = Flume.checkWith("a1.sinks.k1.channel = c1", "");
        assertThat(Flume.only(sink, "MR-1107").remedy()).isEqualTo("add: a1.sinks.k1.channel = c1");
        assertThat(Flume.a1(sink).sinks()).isEmpty();
        assertThat(Flume.codes(sink)).containsExactly("MR-1111", "MR-1107");
        var source = Flume.checkWith("a1.sources.r1.channels = c1", "");
        assertThat(Flume.only(source, "MR-1107").what()).isEqualTo("source \"r1\" has no channels");
        assertThat(Flume.a1(source).sources()).isEmpty();
    }

    @Test
    void understandsTheKeyForChannelsInTheOtherNumber() {
        var sink = Flume.checkWith("a1.sinks.k1.channel = c1", "a1.sinks.k1.channels = c1");
        assertThat(Flume.only(sink, "MR-1108").severity()).isEqualTo(Severity.WARNING);
        assertThat(Flume.a1(sink).sinks().getFirst().channel()).isEqualTo("c1");
        var source = Flume.checkWith("a1.sources.r1.channels = c1", "a1.sources.r1.channel = c1");
        assertThat(Flume.codes(source)).containsExactly("MR-1108");
        assertThat(Flume.a1(source).sources().getFirst().channels()).containsExactly("c1");
    }

    @Test
    void refusesASinkWithSeveralChannels() {
        var checked = Flume.checkWith("a1.sinks.k1.channel = c1", "a1.sinks.k1.channels = c1 c2");
        assertThat(Flume.only(checked, "MR-1107").what()).contains("a sink reads exactly one");
    }

    @Test
    void tellsOfChannelsThatAreNotDeclared() {
        var sink = Flume.checkWith("a1.sinks.k1.channel = c1", "a1.sinks.k1.channel = cl");
        var problem = Flume.only(sink, "MR-1109");
        assertThat(Flume.is(problem, Severity.ERROR, 10)).isTrue();
        assertThat(problem.what())
                .isEqualTo(
                        "sink \"k1\" reads channel \"cl\", which agent \"a1\" does not declare"
                                + " (declared: c1)");
        assertThat(problem.remedy()).isEqualTo("did you mean: c1");
        var source =
                Flume.checkWith("a1.sources.r1.channels = c1", "a1.sources.r1.channels = c1 x");
        assertThat(Flume.only(source, "MR-1109").severity()).isEqualTo(Severity.WARNING);
        assertThat(Flume.a1(source).sources().getFirst().channels()).containsExactly("c1");
    }

    @Test
    void leavesOutWhatNeedsAChannelThatFell() {
        var checked =
                Flume.checkWith("a1.channels.c1.type = memory", "a1.channels.c1.type = memry");
        assertThat(Flume.codes(checked))
                .containsExactly("MR-1115", "MR-1110", "MR-1200", "MR-1110");
        assertThat(checked.agents()).isEmpty();
        assertThat(checked.count(Severity.ERROR)).isEqualTo(4);
    }

    @Test
    void keepsASourceOfWhichOneChannelFell() {
        var checked =
                Flume.checkAnd(
                        """
                        a1.channels = c1 c2
                        a1.channels.c2.type = jdbc
                        a1.sources.r1.channels = c1 c2
                        a1.sinks = k1 k2
                        a1.sinks.k2.type = logger
                        a1.sinks.k2.channel = c2
                        """);
        assertThat(Flume.a1(checked).sources().getFirst().channels()).containsExactly("c1");
        assertThat(Flume.names(Flume.a1(checked).sinks())).containsExactly("k1");
        assertThat(checked.problems())
                .filteredOn(problem -> problem.code().equals("MR-1110"))
                .extracting(problem -> problem.severity())
                .containsExactly(Severity.WARNING, Severity.ERROR);
    }

    @Test
    void tellsOfChannelsWithOneEnd() {
        var noSink =
                Flume.checkAnd(
                        """
                        a1.channels = c1 c2
                        a1.channels.c2.type = memory
                        a1.sources.r1.channels = c1 c2
                        """);
        assertThat(Flume.only(noSink, "MR-1111").effect())
                .isEqualTo("it fills up after 100 events and then stops the source");
        var noSource =
                Flume.checkAnd(
                        """
                        a1.channels = c1 c2
                        a1.channels.c2.type = memory
                        a1.sinks.k1.channel = c2
                        """);
        assertThat(Flume.codes(noSource)).contains("MR-1111", "MR-1112");
        var unused = Flume.checkAnd("a1.channels = c1 c2\na1.channels.c2.type = memory\n");
        assertThat(Flume.codes(unused)).containsExactly("MR-1008", "MR-1113");
        assertThat(Flume.a1(unused).channels()).hasSize(1);
    }

    @Test
    void tellsOfAChannelWhoseSinksAllFell() {
        var checked = Flume.checkWith("a1.sinks.k1.type = logger", "a1.sinks.k1.type = irc");
        assertThat(Flume.codes(checked)).containsExactly("MR-1114", "MR-1201");
        assertThat(Flume.a1(checked).sources()).hasSize(1);
    }

    @Test
    void leavesAnAgentOutOfWhichNothingIsLeft() {
        var checked = Flume.check("a1.sources = r1\na1.sources.r1.type = netcat\n");
        assertThat(checked.agents()).isEmpty();
        assertThat(Flume.only(checked, "MR-1115").severity()).isEqualTo(Severity.ERROR);
    }

    @Test
    void checksAllAgentsOfAFile() {
        var checked = Flume.checkAnd(Flume.SOUND.replace("a1.", "b.").replace("logger", "loger"));
        assertThat(checked.agents().keySet()).containsExactly("a1", "b");
        assertThat(Flume.only(checked, "MR-1200").key()).isEqualTo("b.sinks.k1.type");
    }

    @Test
    void readsWhatAChannelSaysOfDeadLetters() {
        assertThat(Flume.a1(Flume.check(Flume.SOUND)).channels().getFirst().deadLetters())
                .isEqualTo(DeadLetterSettings.DEFAULT);
        var checked =
                Flume.checkAnd(
                        """
                        a1.channels.c1.deadletter.attempts = 7
                        a1.channels.c1.deadletter.limit = 2MB
                        a1.channels.c1.deadletter.full = drop
                        a1.channels.c1.deadletter.replay.times = 2
                        a1.channels.c1.deadletter.replay.after = 30s
                        """);
        assertThat(checked.problems()).isEmpty();
        assertThat(Flume.a1(checked).channels().getFirst().deadLetters())
                .isEqualTo(
                        new DeadLetterSettings(
                                7, 2 << 20, true, 2, java.time.Duration.ofSeconds(30)));
    }

    @Test
    void reportsWhatIsWrongWithTheKeysOfDeadLettersAndKeepsTheChannel() {
        var unknown = Flume.checkAnd("a1.channels.c1.deadletter.limits = 2MB\n");
        assertThat(unknown.problems())
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem.remedy()).isEqualTo("did you mean: deadletter.limit"));
        var wrong = Flume.checkAnd("a1.channels.c1.deadletter.full = never\n");
        assertThat(wrong.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.what()).contains("never"));
        assertThat(Flume.a1(wrong).channels()).hasSize(1);
    }
}
