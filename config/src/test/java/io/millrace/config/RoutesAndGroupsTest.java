// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.spi.Problem.Severity;

import org.junit.jupiter.api.Test;

class RoutesAndGroupsTest {
    private static final String TWO =
            """
            a1.sources = r1
            a1.channels = c1 c2
            a1.sinks = k1 k2
            a1.sources.r1.type = seq
            a1.sources.r1.channels = c1 c2
            a1.channels.c1.type = memory
            a1.channels.c2.type = memory
            a1.sinks.k1.type = logger
            a1.sinks.k1.channel = c1
            a1.sinks.k2.type = logger
            a1.sinks.k2.channel = c2
            """;
    private static final String ONE_CHANNEL =
            TWO.replace("c1 c2", "c1")
                    .replace("channel = c2", "channel = c1")
                    .replace("a1.channels.c2.type = memory\n", "");
    private static final String GROUP = "a1.sinkgroups = g1\na1.sinkgroups.g1.sinks = k1 k2\n";

    private static CheckedAll selector(String lines) {
        return Flume.check(TWO + lines.replace("- ", "a1.sources.r1.selector."));
    }

    private static CheckedAll group(String lines) {
        return Flume.check(ONE_CHANNEL + GROUP + lines.replace("- ", "a1.sinkgroups.g1."));
    }

    @Test
    void replicatesIfNothingIsSaid() {
        var source = Flume.a1(Flume.check(TWO)).sources().getFirst();
        assertThat(source.selector().descriptor().type()).isEqualTo("replicating");
        assertThat(source.interceptors()).isEmpty();
    }

    @Test
    void readsSelectorAndInterceptorsInTheirOrder() {
        var checked =
                selector(
                        """
                        - type = multiplexing
                        - header = h
                        - mapping.x = c1
                        - mapping.y.z = c1 c2
                        - default = c2
                        a1.sources.r1.interceptors = b a
                        a1.sources.r1.interceptors.a.type = timestamp
                        a1.sources.r1.interceptors.b.type = static
                        """);
        assertThat(checked.problems()).isEmpty();
        var source = Flume.a1(checked).sources().getFirst();
        assertThat(source.interceptors())
                .extracting(node -> node.descriptor().type())
                .containsExactly("static", "timestamp");
        assertThat(source.selector().settings())
                .containsEntry("mapping.y.z", "c1 c2")
                .containsEntry("default", "c2");
    }

    @Test
    void leavesOutASourceThatMapsToAnotherChannel() {
        var checked = selector("- type = multiplexing\n- mapping.x = c3\n- default = c1\n");
        var problem = Flume.only(checked, "MR-1400");
        assertThat(problem.what())
                .isEqualTo(
                        "selector.mapping.x of source \"r1\" names channel \"c3\", but source"
                                + " \"r1\" writes only to c1, c2");
        assertThat(Flume.a1(checked).sources()).isEmpty();
    }

    @Test
    void leavesOutASourceThatMapsToAChannelThatFell() {
        var checked =
                Flume.check(
                        TWO.replace("c2.type = memory", "c2.type = jdbc")
                                + "a1.sources.r1.selector.type = multiplexing\n"
                                + "a1.sources.r1.selector.mapping.x = c2\n"
                                + "a1.sources.r1.selector.default = c1\n");
        assertThat(Flume.only(checked, "MR-1400").what()).endsWith("which does not run");
    }

    @Test
    void bearsCommasInAMapping() {
        var checked = selector("- type = multiplexing\n- mapping.x = c1,c2\n- default = c1\n");
        assertThat(Flume.codes(checked)).containsExactly("MR-1106");
        assertThat(Flume.a1(checked).sources().getFirst().selector().settings())
                .containsEntry("mapping.x", "c1 c2");
    }

    @Test
    void warnsOfAMissingDefault() {
        var checked =
                selector(
                        """
                        - type = multiplexing
                        - header = t
                        - mapping.x = c1
                        - mapping.y = c2
                        """);
        var problem = Flume.only(checked, "MR-1401");
        assertThat(problem.what())
                .isEqualTo(
                        "source \"r1\": events whose header \"t\" is not one of x, y have no"
                                + " channel");
        assertThat(problem.remedy()).startsWith("set a1.sources.r1.selector.default");
    }

    @Test
    void leavesOutAnOptionalChannelThatIsNot() {
        var checked = selector("- optional = c2 c3\n");
        assertThat(Flume.only(checked, "MR-1402").severity()).isEqualTo(Severity.WARNING);
        assertThat(Flume.a1(checked).sources().getFirst().selector().settings())
                .containsEntry("optional", "c2");
    }

    @Test
    void tellsOfInterceptorsThatAreListedOnlyOrNotListed() {
        var listed = Flume.checkAnd("a1.sources.r1.interceptors = i1\n");
        assertThat(Flume.only(listed, "MR-1104").severity()).isEqualTo(Severity.ERROR);
        assertThat(Flume.a1(listed).sources()).isEmpty();
        var unlisted = Flume.checkAnd("a1.sources.r1.interceptors.i1.type = timestamp\n");
        assertThat(Flume.only(unlisted, "MR-1103").remedy())
                .isEqualTo("list it if it shall run: a1.sources.r1.interceptors = i1");
    }

    @Test
    void readsAGroup() {
        var checked =
                group(
                        """
                        - processor.type = failover
                        - processor.priority.k1 = 5
                        - processor.priority.k2 = 10
                        - processor.maxpenalty = 10000
                        """);
        assertThat(checked.problems()).isEmpty();
        var node = Flume.a1(checked).sinkGroups().getFirst();
        assertThat(node.processorType()).isEqualTo("failover");
        assertThat(node.sinks()).containsExactly("k1", "k2");
        assertThat(node.settings())
                .containsEntry("priority.k2", "10")
                .containsEntry("maxpenalty", "10000");
    }

    @Test
    void runsTheSinksOfAGroupWithoutTypeForThemselves() {
        var checked = group("");
        assertThat(Flume.only(checked, "MR-1410").effect()).startsWith("its sinks run");
        assertThat(Flume.a1(checked).sinkGroups()).isEmpty();
        assertThat(Flume.names(Flume.a1(checked).sinks())).containsExactly("k1", "k2");
    }

    @Test
    void understandsTheOldNameOfTheProcessor() {
        var checked = group("- policy.type = failover\n- policy.priority.k1 = 5\n");
        assertThat(Flume.codes(checked)).containsExactly("MR-1304", "MR-1304");
        assertThat(Flume.a1(checked).sinkGroups().getFirst().settings())
                .containsEntry("priority.k1", "5");
    }

    @Test
    void leavesOutAMemberThatIsNoSink() {
        var checked =
                Flume.check(
                        ONE_CHANNEL
                                + GROUP.replace("= k1 k2", "= k1 k2 kk2")
                                + "a1.sinkgroups.g1.processor.type = load_balance\n");
        assertThat(Flume.only(checked, "MR-1411").remedy()).startsWith("did you mean: k");
        assertThat(Flume.a1(checked).sinkGroups().getFirst().sinks()).containsExactly("k1", "k2");
    }

    @Test
    void keepsASinkInItsFirstGroup() {
        var checked =
                group(
                        """
                        - processor.type = load_balance
                        a1.sinkgroups = g1 g2
                        a1.sinkgroups.g2.sinks = k2
                        a1.sinkgroups.g2.processor.type = default
                        """);
        assertThat(Flume.only(checked, "MR-1412").effect()).isEqualTo("it stays in \"g1\"");
        assertThat(Flume.a1(checked).sinkGroups()).hasSize(1);
    }

    @Test
    void warnsOfAGroupOverSeveralChannels() {
        var checked = Flume.check(TWO + GROUP + "a1.sinkgroups.g1.processor.type = failover\n");
        assertThat(Flume.only(checked, "MR-1413").what())
                .isEqualTo("sink group \"g1\": its sinks read different channels (c1, c2)");
    }

    @Test
    void stopsTheSinksOfAGroupOfUnknownType() {
        var checked = group("- processor.type = failovr\n");
        assertThat(Flume.only(checked, "MR-1414").remedy()).isEqualTo("did you mean: failover");
        assertThat(Flume.a1(checked).sinks()).isEmpty();
    }

    @Test
    void warnsOfGroupsOfTheWrongSize() {
        var many = group("- processor.type = default\n");
        assertThat(Flume.only(many, "MR-1415").effect()).startsWith("its sinks run");
        assertThat(Flume.a1(many).sinks()).hasSize(2);
        var one =
                Flume.check(
                        ONE_CHANNEL
                                + GROUP.replace("= k1 k2", "= k1")
                                + "a1.sinkgroups.g1.processor.type = failover\n");
        assertThat(Flume.only(one, "MR-1415").what()).contains("has 1 sink");
        assertThat(Flume.a1(one).sinkGroups()).hasSize(1);
    }

    @Test
    void warnsOfEqualPriorities() {
        var checked =
                group(
                        """
                        - processor.type = failover
                        - processor.priority.k1 = 5
                        - processor.priority.k2 = 5
                        """);
        assertThat(Flume.only(checked, "MR-1416").what()).contains("\"k1\" and \"k2\"");
    }

    @Test
    void dropsAGroupWithoutSinksThatRun() {
        var checked =
                Flume.check(
                        ONE_CHANNEL.replace("= logger", "= irc")
                                + GROUP
                                + "a1.sinkgroups.g1.processor.type = failover\n");
        assertThat(Flume.only(checked, "MR-1417").what()).contains("none of its sinks runs");
        assertThat(Flume.a1(checked).sinkGroups()).isEmpty();
        assertThat(Flume.codes(Flume.checkAnd("a1.sinkgroups = g1\n"))).containsExactly("MR-1417");
    }

    @Test
    void takesDefaultsForBadSettingsOfAGroup() {
        var checked =
                group(
                        """
                        - processor.type = load_balance
                        - processor.selector = rund_robin
                        - processor.backoff = yes
                        - processor.selector.maxTimeOut = 10s
                        - processor.maxpenalti = 1
                        """);
        assertThat(Flume.codes(checked))
                .containsExactly("MR-1312", "MR-1302", "MR-1312", "MR-1303");
        assertThat(Flume.a1(checked).sinkGroups().getFirst().settings()).isEmpty();
    }

    @Test
    void tellsOfAGroupThatIsInNoList() {
        var checked = Flume.check(ONE_CHANNEL + "a1.sinkgroups.g1.sinks = k1 k2\n");
        var problem = Flume.only(checked, "MR-1101");
        assertThat(problem.remedy()).isEqualTo("add: a1.sinkgroups = g1");
        assertThat(problem.effect()).isEqualTo("the sinks run without a group, as in Flume");
    }

    @Test
    void hintsAtABatchAboveTheTransactionCapacity() {
        var checked = Flume.check(TWO + "a1.sources.r1.batchSize = 1000\n");
        var problem =
                checked.problems().stream()
                        .filter(each -> each.code().equals("MR-1420"))
                        .findFirst()
                        .orElseThrow();
        assertThat(Flume.is(problem, Severity.HINT, 12)).isTrue();
        assertThat(problem.what())
                .isEqualTo(
                        "source \"r1\": batchSize = 1000 is larger than transactionCapacity = 100,"
                                + " the default, of channel \"c1\"");
        assertThat(Flume.a1(checked).sources()).hasSize(1);
    }

    @Test
    void warnsOfSinksThatCompete() {
        var checked = Flume.check(ONE_CHANNEL.replace("k2.type = logger", "k2.type = null"));
        assertThat(Flume.only(checked, "MR-1457").what())
                .isEqualTo("sinks \"k1\" (logger) and \"k2\" (null) both take from channel \"c1\"");
        assertThat(Flume.check(ONE_CHANNEL).problems()).isEmpty();
        assertThat(
                        Flume.codes(
                                Flume.check(
                                        ONE_CHANNEL.replace("k2.type = logger", "k2.type = null")
                                                + GROUP
                                                + "a1.sinkgroups.g1.processor.type = failover\n")))
                .isEmpty();
    }
}
