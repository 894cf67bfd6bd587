// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.spi.Problem;
import io.millrace.spi.Problem.Severity;

import org.junit.jupiter.api.Test;

class ComponentReaderTest {
    private static final String TYPE = "a1.sinks.k1.type = logger";
    private static final String PORT = "a1.sources.r1.port = 44444";

    private static Problem sinkType(String type, String code) {
        return Flume.only(Flume.checkWith(TYPE, "a1.sinks.k1.type = " + type), code);
    }

    private static Problem interceptor(String type, String code) {
        return Flume.only(
                Flume.checkAnd(
                        "a1.sources.r1.interceptors = i1\na1.sources.r1.interceptors.i1.type = "
                                + type
                                + "\n"),
                code);
    }

    private static CheckedAll hdfs(String lines) {
        return Flume.checkWith(
                TYPE, "a1.sinks.k1.type = hdfs\na1.sinks.k1.hdfs.path = /x\n" + lines);
    }

    @Test
    void comparesTypesWithoutCaseAndByClass() {
        assertThat(Flume.checkWith(TYPE, "a1.sinks.k1.type = LOGGER").problems()).isEmpty();
        assertThat(
                        Flume.checkWith(TYPE, "a1.sinks.k1.type = ORG.apache.flume.sink.LoggerSink")
                                .problems())
                .isEmpty();
    }

    @Test
    void proposesTheTypeThatWasMeant() {
        assertThat(sinkType("loger", "MR-1200").remedy()).startsWith("did you mean: logger; ");
        assertThat(sinkType("netcat", "MR-1200").what()).contains("is the type of a source");
        assertThat(
                        Flume.only(
                                        Flume.checkWith(
                                                "a1.channels.c1.type = memory",
                                                "a1.channels.c1.type = disk"),
                                        "MR-1200")
                                .remedy())
                .startsWith("did you mean: file");
    }

    @Test
    void knowsWhatFlumeHasAndThisVersionNot() {
        assertThat(sinkType("irc", "MR-1201").what())
                .isEqualTo(
                        "sink \"k1\": the sink type \"irc\" is known to Apache Flume, not part of"
                                + " this version of Millrace");
        assertThat(sinkType("org.apache.flume.sink.kafka.KafkaSink", "MR-1201").what())
                .contains("\"KafkaSink\"");
        assertThat(sinkType("elasticsearch", "MR-1201").what()).contains("no more since 1.9");
    }

    @Test
    void saysWherePluginsBelong() {
        assertThat(sinkType("com.example.MySink", "MR-1202").remedy())
                .contains("plugins.d/<name>/lib");
        assertThat(sinkType("com.near.MySink", "MR-1202").remedy())
                .isEqualTo("the jar lies in plugins.d/near without lib");
    }

    @Test
    void knowsClassesThatFlumeNeverHad() {
        assertThat(
                        sinkType("org.apache.flume.sink.solr.morphline.MorphlineSink", "MR-1203")
                                .remedy())
                .startsWith(
                        "did you mean: org.apache.flume.sink.solr.morphline.MorphlineSolrSink;");
    }

    @Test
    void takesAnInterceptorForItsBuilder() {
        var problem = interceptor("org.apache.flume.interceptor.TimestampInterceptor", "MR-1204");
        assertThat(problem.severity()).isEqualTo(Severity.WARNING);
        assertThat(problem.remedy()).isEqualTo("write type = timestamp");
    }

    @Test
    void asksForThePackageOfAClass() {
        var problem = interceptor("TypeInterceptor$Builder", "MR-1205");
        assertThat(problem.remedy())
                .isEqualTo("write the full name: <package>.TypeInterceptor$Builder");
        assertThat(problem.effect())
                .isEqualTo(
                        "source \"r1\" will not run: its events would pass without the"
                                + " interceptor");
    }

    @Test
    void leavesOutWhatHasAMissingClass() {
        var checked =
                Flume.checkAnd(
                        """
                        a1.sources = r1 t1
                        a1.sources.t1.type = taildir
                        a1.sources.t1.filegroups = f1
                        a1.sources.t1.filegroups.f1 = /x
                        a1.sources.t1.channels = c1
                        """);
        assertThat(Flume.only(checked, "MR-1206").what()).contains("com.example.Missing");
        assertThat(Flume.a1(checked).sources()).hasSize(1);
    }

    @Test
    void tellsWhatTheRecordRefuses() {
        var checked =
                Flume.checkWith(
                        TYPE,
                        "a1.sinks.k1.type = file_roll\na1.sinks.k1.sink.directory = /x\n"
                                + "a1.sinks.k1.sink.batchSize = 13");
        var problem = Flume.only(checked, "MR-1207");
        assertThat(problem.what()).isEqualTo("sink \"k1\": sink.batchSize = 13 brings bad luck");
        assertThat(problem.place()).isEqualTo("flume.conf:11");
    }

    @Test
    void tellsOfRequiredPropertiesThatAreMissing() {
        var checked = Flume.checkWith(PORT, "");
        var problem = Flume.only(checked, "MR-1300");
        assertThat(problem.what()).isEqualTo("source \"r1\" (netcat) lacks \"port\"");
        assertThat(problem.key()).isEqualTo("a1.sources.r1.port");
        assertThat(problem.place()).isEqualTo("flume.conf:4");
        assertThat(problem.remedy()).isEqualTo("add: a1.sources.r1.port = <value>");
        assertThat(Flume.only(Flume.checkWith(PORT, "a1.sources.r1.port ="), "MR-1300").what())
                .endsWith("\"port\" is empty");
    }

    @Test
    void findsTheRequiredPropertyUnderAnotherKind() {
        var checked = Flume.checkWith(PORT, "a1.sinks.r1.port = 44444");
        assertThat(Flume.only(checked, "MR-1300").remedy())
                .isEqualTo("line 6 sets a1.sinks.r1.port; did you mean: a1.sources.r1.port");
    }

    @Test
    void leavesOutAComponentWithABadValue() {
        var range = Flume.only(Flume.checkWith(PORT, "a1.sources.r1.port = 333333"), "MR-1301");
        assertThat(range.what()).isEqualTo("source \"r1\": port: \"333333\" is out of range");
        assertThat(range.remedy()).isEqualTo("write a number from 0 to 65535");
        assertThat(range.effect())
                .isEqualTo("source \"r1\" will not run, and nothing comes in through it");
        var text = Flume.only(Flume.checkWith(PORT, "a1.sources.r1.port = many"), "MR-1301");
        assertThat(text.what()).contains("\"many\" is no whole number");
        assertThat(Flume.only(hdfs("a1.sinks.k1.threads = 0"), "MR-1301").what())
                .contains("threads");
    }

    @Test
    void takesABooleanThatIsNeitherForFalse() {
        var checked = Flume.checkAnd("a1.sources.r1.ack-every-event = yes\n");
        assertThat(Flume.only(checked, "MR-1302").remedy()).isEqualTo("write true");
        assertThat(Flume.a1(checked).sources()).hasSize(1);
    }

    @Test
    void proposesTheKeyThatWasMeant() {
        var checked = Flume.checkAnd("a1.channels.c1.transactitionCapacity = 10\n");
        var problem = Flume.only(checked, "MR-1303");
        assertThat(Flume.is(problem, Severity.WARNING, 11)).isTrue();
        assertThat(problem.what())
                .isEqualTo("unknown property \"transactitionCapacity\" of channel type \"memory\"");
        assertThat(problem.remedy()).isEqualTo("did you mean: transactionCapacity");
        assertThat(problem.effect())
                .isEqualTo("it is ignored; for transactionCapacity the default 100 is in force");
        assertThat(Flume.only(hdfs("a1.sinks.k1.filePreffix = x"), "MR-1303").remedy())
                .isEqualTo("did you mean: hdfs.filePrefix");
        assertThat(Flume.only(Flume.checkAnd("a1.sinks.k1.xyzzy = 1\n"), "MR-1303").remedy())
                .contains("millrace describe logger");
    }

    @Test
    void understandsOldKeys() {
        var checked = hdfs("a1.sinks.k1.rollSize = 5");
        var problem = Flume.only(checked, "MR-1304");
        assertThat(problem.severity()).isEqualTo(Severity.WARNING);
        assertThat(problem.remedy()).isEqualTo("write a1.sinks.k1.hdfs.rollSize");
        assertThat(Flume.a1(checked).sinks().getFirst().component().settings())
                .containsEntry("hdfs.rollSize", "5");
    }

    @Test
    void takesTheNewOneOfTwoNamesOfAKey() {
        var checked = hdfs("a1.sinks.k1.rollSize = 5\na1.sinks.k1.hdfs.rollSize = 6");
        assertThat(Flume.only(checked, "MR-1305").effect()).isEqualTo("\"rollSize\" is ignored");
        assertThat(Flume.a1(checked).sinks().getFirst().component().settings())
                .containsEntry("hdfs.rollSize", "6");
    }

    @Test
    void acceptsKeysWithoutEffect() {
        var checked =
                Flume.checkWith(
                        "a1.sources.r1.type = netcat",
                        "a1.sources.r1.type = avro\na1.sources.r1.threads = 10");
        assertThat(Flume.only(checked, "MR-1306").severity()).isEqualTo(Severity.HINT);
        assertThat(Flume.codes(Flume.checkAnd("a1.sources.r1.maxBackoffSleep = 1\n")))
                .containsExactly("MR-1306");
    }

    @Test
    void takesAnEmptyValueForNotSet() {
        var checked = Flume.checkAnd("a1.channels.c1.capacity =\n");
        assertThat(Flume.only(checked, "MR-1307").effect())
                .isEqualTo("the default 100 is in force");
        var sensible =
                Flume.checkAnd(
                        """
                        a1.sources.r1.interceptors = i1
                        a1.sources.r1.interceptors.i1.type = search_replace
                        a1.sources.r1.interceptors.i1.searchPattern = x
                        a1.sources.r1.interceptors.i1.replaceString =
                        """);
        assertThat(sensible.problems()).isEmpty();
    }

    @Test
    void cutsACommentBehindANumberAHostOrAName() {
        var checked =
                Flume.check(
                        Flume.SOUND
                                .replace("44444", "44444  # where data comes in")
                                .replace("localhost", "localhost # here")
                                .replace("= memory", "= memory # fast")
                                .replace("channel = c1", "channel = c1 # the only one"));
        assertThat(Flume.codes(checked))
                .containsExactly("MR-1308", "MR-1308", "MR-1308", "MR-1308");
        assertThat(Flume.a1(checked).sources().getFirst().component().config().toString())
                .contains("44444", "localhost")
                .doesNotContain("#");
        assertThat(Flume.a1(checked).sinks().getFirst().channel()).isEqualTo("c1");
    }

    @Test
    void keepsACommentInAText() {
        var checked = hdfs("a1.sinks.k1.hdfs.filePrefix = a # b");
        assertThat(Flume.only(checked, "MR-1308").effect())
                .isEqualTo("what looks like a comment is part of the value");
    }

    @Test
    void tellsOfACommentEvenIfTheTypeIsNotHere() {
        var checked = Flume.checkWith(TYPE, "a1.sinks.k1.type = irc\na1.sinks.k1.port = 1 # one");
        assertThat(Flume.codes(checked)).containsExactly("MR-1114", "MR-1201", "MR-1308");
    }

    @Test
    void tellsOfAPortThatNoMachineHas() {
        var checked = Flume.checkWith(TYPE, "a1.sinks.k1.type = irc\na1.sinks.k1.port = 333333");
        assertThat(Flume.only(checked, "MR-1301").severity()).isEqualTo(Severity.WARNING);
    }

    @Test
    void tellsOfQuotes() {
        var number = Flume.checkWith(PORT, "a1.sources.r1.port = \"44444\"");
        assertThat(Flume.only(number, "MR-1309").effect()).contains("without them");
        assertThat(Flume.a1(number).sources()).hasSize(1);
        var text = hdfs("a1.sinks.k1.hdfs.filePrefix = 'a'");
        assertThat(Flume.only(text, "MR-1309").effect()).contains("part of the value");
        assertThat(Flume.codes(hdfs("a1.sinks.k1.hdfs.filePrefix = \"a\":\"b\"")))
                .doesNotContain("MR-1309");
    }

    @Test
    void tellsOfHolesInATemplate() {
        var checked =
                Flume.checkAnd(
                        "a1.sinks.k1.consumerKey = <required>\na1.sinks.k1.h = {ES_PATH}:1\n");
        assertThat(checked.problems())
                .filteredOn(problem -> problem.code().equals("MR-1310"))
                .hasSize(2);
        assertThat(Flume.text(checked)).contains("\"<required>\"");
    }

    @Test
    void wantsANumberForThePortInAUri() {
        var checked =
                Flume.checkWith(
                        TYPE,
                        "a1.sinks.k1.type = hdfs\n"
                                + "a1.sinks.k1.hdfs.path = hdfs://namenode:port/user/flume");
        var problem = Flume.only(checked, "MR-1311");
        assertThat(Flume.is(problem, Severity.ERROR, 10)).isTrue();
        assertThat(problem.what()).contains("\"port\" in hdfs://namenode:port/user/flume");
        assertThat(problem.remedy()).contains("hdfs://namenode:8020/user/flume");
    }

    @Test
    void takesTheDefaultOfAMemoryChannelForABadNumber() {
        var checked = Flume.checkAnd("a1.channels.c1.capacity = -5\n");
        assertThat(Flume.only(checked, "MR-1312").effect())
                .isEqualTo("the default 100 is in force, as in Flume");
        assertThat(Flume.a1(checked).channels()).hasSize(1);
    }

    @Test
    void readsThreadsWhereThereMayBeSeveral() {
        assertThat(
                        Flume.a1(hdfs("a1.sinks.k1.threads = 3"))
                                .sinks()
                                .getFirst()
                                .component()
                                .threads())
                .isEqualTo(3);
        assertThat(Flume.codes(Flume.checkAnd("a1.sinks.k1.threads = 3\n")))
                .containsExactly("MR-1303");
    }

    @Test
    void masksSecrets() {
        var checked =
                Flume.checkWith(
                        TYPE,
                        """
                        a1.sinks.k1.type = avro
                        a1.sinks.k1.hostname = h
                        a1.sinks.k1.port = 1
                        a1.sinks.k1.truststore-password = hunter2
                        a1.sinks.k1.truststore-password = hunter3
                        a1.sinks.k1.some.token = hunter4\
                        """);
        assertThat(Flume.text(checked)).doesNotContain("hunter").contains("***");
        assertThat(Flume.a1(checked).toString()).doesNotContain("settings=[hunter");
        assertThat(Flume.a1(checked).sinks().getFirst().component().settings())
                .containsEntry("truststore-password", "***");
    }
}
