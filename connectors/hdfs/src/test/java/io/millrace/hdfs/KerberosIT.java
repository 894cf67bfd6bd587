// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import static io.millrace.testkit.Events.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.host.Disk;
import io.millrace.host.real.RealHost;
import io.millrace.spi.Delivery;
import io.millrace.spi.Level;
import io.millrace.spi.Problem;
import io.millrace.spi.ProblemException;
import io.millrace.testkit.ManualClock;
import io.millrace.testkit.TestContext;
import io.millrace.testkit.TestFiles;

import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.kerby.kerberos.kerb.keytab.Keytab;
import org.apache.kerby.kerberos.kerb.keytab.KeytabEntry;
import org.apache.kerby.kerberos.kerb.type.base.EncryptionKey;
import org.apache.kerby.kerberos.kerb.type.base.PrincipalName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The sink against a cluster that wants Kerberos. */
class KerberosIT {
    @TempDir static java.nio.file.Path clusterDirectory;
    private static SecureCluster cluster;
    private static java.nio.file.Path keytab;

    @TempDir java.nio.file.Path directory;

    private final ManualClock clock = ManualClock.at(new RealHost().clock().millis());
    private Disk disk = new RealHost().disk();
    private TestContext context;

    @BeforeEach
    void takeTheConfiguration() throws Exception {
        cluster.handOut(directory, "fs.hdfs.impl", MortalHdfs.class.getName());
    }

    @BeforeAll
    static void startCluster() throws Exception {
        cluster = SecureCluster.start(clusterDirectory);
        keytab = cluster.keytab("flume.keytab", "flume/localhost", "flume");
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    private HdfsSink open(TestInfo test, String... settings) throws Exception {
        HdfsSink sink = sink(test, settings);
        boolean opened = false;
        try {
            sink.open();
            opened = true;
            return sink;
        } finally {
            if (!opened) {
                sink.close();
            }
        }
    }

    private HdfsSink sink(TestInfo test, String... settings) {
        RealHost real = new RealHost();
        context =
                TestContext.named("k1")
                        .in(directory)
                        .with(new RealHost(clock, real.threads(), disk, real.net()))
                        .with(Level.FSYNC);
        String[] all =
                Stream.concat(
                                Stream.of(
                                        "hdfs.path",
                                        cluster.uri() + home(test),
                                        "hdfs.fileType",
                                        "DataStream",
                                        "hdfs.rollInterval",
                                        "0",
                                        "hdfs.rollCount",
                                        "0",
                                        "hdfs.rollSize",
                                        "0"),
                                Stream.of(settings))
                        .toArray(String[]::new);
        return (HdfsSink) Configs.of(all).create(context);
    }

    private static String[] login(String principal, java.nio.file.Path file, String... more) {
        return Stream.concat(
                        Stream.of(
                                "hdfs.kerberosPrincipal",
                                principal,
                                "hdfs.kerberosKeytab",
                                file.toString()),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    private Problem refused(TestInfo test, String... settings) {
        ProblemException thrown =
                catchThrowableOfType(ProblemException.class, () -> open(test, settings));
        assertThat(thrown).isNotNull();
        return thrown.problem();
    }

    private static String home(TestInfo test) {
        return "/" + test.getTestMethod().orElseThrow().getName();
    }

    private static List<String> owners(TestInfo test) throws Exception {
        return cluster.asAdmin(files ->
                Arrays.stream(files.listStatus(new Path(home(test))))
                        .map(FileStatus::getOwner)
                        .toList());
    }

    private static String text(TestInfo test) throws Exception {
        return cluster.asAdmin(files -> {
            StringBuilder all = new StringBuilder();
            for (FileStatus file : files.listStatus(new Path(home(test)))) {
                assertThat(file.getPath().getName()).doesNotEndWith(".tmp");
                try (var in = files.open(file.getPath())) {
                    all.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
            return all.toString();
        });
    }

    @Test
    void writesAsThePrincipalOfItsKeytab(TestInfo test) throws Exception {
        HdfsSink sink = open(test, login("flume/localhost", keytab));
        assertThat(sink.write(batch("one", "two"))).isEqualTo(Delivery.delivered());
        sink.close();
        assertThat(owners(test)).containsOnly("flume");
        assertThat(text(test)).isEqualTo("one\ntwo\n");
        assertThat(context.codes()).isEmpty();
    }

    @Test
    void fillsInTheNameOfTheMachine(TestInfo test) throws Exception {
        String me = InetAddress.getLocalHost().getCanonicalHostName().toLowerCase(Locale.ROOT);
        java.nio.file.Path mine = cluster.keytab("machine.keytab", "flume2/" + me);
        for (String principal : List.of("flume2/_HOST", cluster.principal("flume2/_HOST"))) {
            HdfsSink sink = open(test, login(principal, mine));
            assertThat(sink.write(batch("one"))).isEqualTo(Delivery.delivered());
            sink.close();
        }
        assertThat(owners(test)).containsOnly("flume2").hasSize(2);
    }

    @Test
    void writesInTheNameOfAnother(TestInfo test) throws Exception {
        HdfsSink sink = open(test, login("flume", keytab, "hdfs.proxyUser", "alice"));
        assertThat(sink.write(batch("one"))).isEqualTo(Delivery.delivered());
        sink.close();
        assertThat(owners(test)).containsOnly("alice");
    }

    @Test
    void saysThatItMayNotWriteInTheNameOfAnother(TestInfo test) {
        Problem problem = refused(test, login("flume", keytab, "hdfs.proxyUser", "bob"));
        assertThat(problem.code()).isEqualTo("MR-4135");
        assertThat(problem.what()).contains("flume", "bob");
        assertThat(problem.remedy()).contains("hadoop.proxyuser");
    }

    @Test
    void finishesInTheNameOfAnotherWhatACrashLeft(TestInfo test) throws Exception {
        String[] settings = login("flume", keytab, "hdfs.proxyUser", "alice");
        HdfsSink killed = open(test, settings);
        MortalHdfs.live(Life.endless());
        killed.write(NumberedEvents.of(context, "c", 0, 5));
        MortalHdfs.live(new Life(0));
        killed.close();
        MortalHdfs.live(Life.endless());

        HdfsSink next = open(test, settings);
        next.write(NumberedEvents.of(context, "c", 3, 9));
        while (next.maintain().compareTo(Duration.ofSeconds(10)) < 0) {
            clock.advance(Duration.ofSeconds(2));
        }
        next.close();
        assertThat(owners(test)).containsOnly("alice").hasSize(2);
        assertThat(text(test).lines().sorted())
                .containsExactly("e0", "e1", "e2", "e3", "e4", "e5", "e6", "e7", "e8");
    }

    @Test
    void namesThePrincipalsOfAKeytabThatLacksTheOneWanted(TestInfo test) {
        Problem problem = refused(test, login("flume/elsewhere", keytab));
        assertThat(problem.code()).isEqualTo("MR-4117");
        assertThat(problem.what())
                .contains(
                        keytab.toString(),
                        "no key of " + cluster.principal("flume/elsewhere"),
                        cluster.principal("flume/localhost"));
    }

    @Test
    void saysThatAFileIsNoKeytab(TestInfo test) throws Exception {
        TestFiles.write(directory.resolve("text"), "the key is under the mat");
        Problem problem = refused(test, login("flume", directory.resolve("text")));
        assertThat(problem.code()).isEqualTo("MR-4117");
        assertThat(problem.what()).contains("is no keytab").doesNotContain("under the mat");

        assertThat(refused(test, login("flume", directory)).what()).contains("cannot be read");
    }

    @Test
    void saysThatTheAgentMayNotReadTheKeytab(TestInfo test) {
        disk =
                (Disk)
                        Proxy.newProxyInstance(
                                Disk.class.getClassLoader(),
                                new Class<?>[] {Disk.class},
                                (_, method, words) -> {
                                    if (method.getName().equals("open")
                                            && keytab.equals(words[0])) {
                                        throw new AccessDeniedException(keytab.toString());
                                    }
                                    return method.invoke(new RealHost().disk(), words);
                                });
        Problem problem = refused(test, login("flume", keytab));
        assertThat(problem.code()).isEqualTo("MR-4117");
        assertThat(problem.what()).contains("cannot be read: AccessDenied");
        assertThat(problem.remedy()).contains(System.getProperty("user.name"));
    }

    @Test
    void saysThatTheKeyIsAnOldOne(TestInfo test) throws Exception {
        java.nio.file.Path old = directory.resolve("old.keytab");
        Keytab keys = Keytab.loadKeytab(keytab.toFile());
        Keytab wrong = new Keytab();
        for (PrincipalName principal : keys.getPrincipals()) {
            for (KeytabEntry entry : keys.getKeytabEntries(principal)) {
                byte[] key = entry.getKey().getKeyData().clone();
                key[0]++;
                EncryptionKey other = new EncryptionKey(entry.getKey().getKeyType(), key, 1);
                wrong.addEntry(new KeytabEntry(principal, entry.getTimestamp(), 1, other));
            }
        }
        wrong.store(old.toFile());
        Problem problem = refused(test, login("flume", old));
        assertThat(problem.code()).isEqualTo("MR-4117");
        assertThat(problem.what()).contains("does not let flume", old.toString());
        assertThat(problem.remedy()).contains("kinit -kt");
    }

    @Test
    void saysThatNoKdcAnswers(TestInfo test) throws Exception {
        cluster.withoutKdc(() -> {
            Problem problem = refused(test, login("flume", keytab));
            assertThat(problem.code()).isEqualTo("MR-4133");
            assertThat(problem.what()).contains(cluster.principal("flume"));
            assertThat(problem.remedy()).contains(cluster.kdc.getKrb5conf().toString());
        });
    }

    @Test
    void saysThatTheClusterWantsKerberos(TestInfo test) throws Exception {
        cluster.asStranger(() -> {
            Problem noTicket = refused(test);
            assertThat(noTicket.code()).isEqualTo("MR-4134");
            assertThat(noTicket.remedy()).contains("hdfs.kerberosPrincipal");

            TestFiles.write(directory.resolve("core-site.xml"), "<configuration/>");
            Problem unaware = refused(test);
            assertThat(unaware.code()).isEqualTo("MR-4134");
            assertThat(unaware.remedy()).contains("hdfs.kerberosPrincipal", "core-site.xml");
        });
    }

    private Duration until(Instant time) {
        return Duration.between(Instant.ofEpochMilli(clock.millis()), time);
    }

    @Test
    void getsANewTicketBeforeTheOldOneEnds(TestInfo test) throws Exception {
        HdfsSink sink = open(test, login("flume", keytab));
        sink.write(NumberedEvents.of(context, "c", 0, 2));
        Identity.Ticket first = sink.ticket();
        Duration untilRenewal = until(first.renewal());
        clock.advance(untilRenewal.minusMinutes(1));
        assertThat(sink.maintain()).isLessThanOrEqualTo(Duration.ofMinutes(1));
        assertThat(sink.ticket()).isEqualTo(first);

        clock.advance(Duration.ofMinutes(2));
        sink.maintain();
        assertThat(sink.ticket()).isNotNull().isNotEqualTo(first);
        assertThat(first.ticket().isDestroyed()).isTrue();

        sink.write(NumberedEvents.of(context, "c", 2, 4));
        sink.close();
        assertThat(text(test)).isEqualTo("e0\ne1\ne2\ne3\n");
        assertThat(context.codes()).isEmpty();
    }

    @Test
    void goesOnWithAGoodTicketWhileNoKdcAnswers(TestInfo test) throws Exception {
        HdfsSink sink = open(test, login("flume", keytab));
        Identity.Ticket first = sink.ticket();
        cluster.withoutKdc(() -> {
            clock.advance(until(first.renewal()).plusMinutes(2));
            sink.write(NumberedEvents.of(context, "c", 0, 2));
            clock.advance(Identity.BETWEEN_TRIES);
            sink.maintain();
            assertThat(context.codes()).containsExactly("MR-4136");
            assertThat(context.problems().getFirst().what()).contains(cluster.principal("flume"));
            assertThat(sink.ticket()).isEqualTo(first);
            assertThat(first.ticket().isDestroyed()).isFalse();

            clock.advance(until(first.end()).plusMinutes(1));
            ProblemException expired =
                    catchThrowableOfType(
                            ProblemException.class,
                            () -> sink.write(NumberedEvents.of(context, "c", 2, 4)));
            assertThat(expired.problem().code()).isEqualTo("MR-4133");
        });
        clock.advance(Identity.BETWEEN_TRIES);
        assertThat(sink.write(NumberedEvents.of(context, "c", 2, 4)))
                .isEqualTo(Delivery.delivered());
        assertThat(sink.ticket()).isNotEqualTo(first);
        sink.close();
        assertThat(text(test).lines().sorted()).containsExactly("e0", "e1", "e2", "e3");
    }
}
