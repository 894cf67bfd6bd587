// SPDX-License-Identifier: Apache-2.0

package io.millrace.tidy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Each rule sees an offender planted for it, and leaves alone what looks like one. */
class RulesTest {
    private static final String MAIN = "engine/src/main/java/io/millrace/engine/Runner.java";
    private static final String LICENCE = "// SPDX-License-Identifier: Apache-2.0\n";
    private static final String DIRECTORY_OF_A_MACHINE = "/wo" + "rk/main";
    private static final String MARK = "TO" + "DO";

    /** What a rule must see in its second line, and what it must not see. */
    record Planted(String rule, String path, String offender, String innocent) {
        static Planted code(String rule, String offender, String innocent) {
            return new Planted(rule, MAIN, offender, innocent);
        }
    }

    static Stream<Planted> planted() {
        return Stream.of(
                Planted.code("sleep", "Thread.sleep(10);", "clock.sleep(10); // Thread.sleep"),
                Planted.code("sleep", "TimeUnit.SECONDS.sleep(1);", "x = \"Thread.sleep\";"),
                Planted.code("time", "long t = System.nanoTime();", "clock.nanoTime();"),
                Planted.code("time", "long t = System.currentTimeMillis();", "clock.millis();"),
                Planted.code("time", "var now = Instant.now();", "clock.now();"),
                Planted.code("timed-wait", "latch.await(1, TimeUnit.SECONDS);", "latch.await();"),
                Planted.code("timed-wait", "LockSupport.parkNanos(5);", "LockSupport.park();"),
                Planted.code(
                        "timed-wait",
                        "left = roomFreed.awaitNanos(left);",
                        "left = clock.awaitNanos(c, left); host.clock().awaitNanos(c, 1);"),
                Planted.code("disk-read", "Files.newInputStream(p);", "disk.read(p);"),
                Planted.code("threads", "Executors.newCachedThreadPool();", "Executor executor;"),
                Planted.code("threads", "new Thread(task).start();", "new ThreadLocal<>();"),
                Planted.code("threads", "Thread.ofVirtual().start(r);", "Thread.currentThread();"),
                Planted.code("sockets", "new ServerSocket(0);", "net.listen(address);"),
                Planted.code("sockets", "var s = new Socket(host, 1);", "new SocketAddress();"),
                Planted.code("sockets", "SocketChannel.open();", "new InetSocketAddress(1);"),
                Planted.code("disk-write", "Files.newOutputStream(p);", "disk.open(p);"),
                Planted.code("disk-write", "Files.writeString(p, s);", "Files.newInputStream(p);"),
                Planted.code("disk-write", "new RandomAccessFile(f, \"rw\");", "DiskFile file;"),
                Planted.code(
                        "disk-write",
                        "import java.nio.channels.FileChannel;",
                        "FileChannel channel;"),
                Planted.code("disk-read", "Files.readAllBytes(p);", "disk.read(p);"),
                Planted.code("monitors", "synchronized (this) {", "lock.lock();"),
                Planted.code("monitors", "queue.wait();", "condition.await();"),
                Planted.code("monitors", "queue.notifyAll();", "condition.signalAll();"),
                Planted.code("console", "System.out.println(1);", "log.info(\"System.out\");"),
                Planted.code("console", "e.printStackTrace();", "e.printStackTrace(writer);"),
                Planted.code("exit", "System.exit(1);", "return 1;"),
                Planted.code("exit", "Runtime.getRuntime().halt(1);", "Runtime.getRuntime();"),
                Planted.code("serialization", "new ObjectInputStream(in);", "ObjectReader r;"),
                Planted.code("unsafe", "sun.misc.Unsafe u;", "sun.misc.Signal s;"),
                Planted.code("flume-names", "org.apache.flume.Event e;", "\"org.apache.flume.E\""),
                Planted.code("to-do", "// " + MARK + ": later", "var a = \"" + MARK + "\";"),
                new Planted("to-do", "README.md", "FIX" + "ME", "what is to do"),
                new Planted(
                        "machine-path",
                        "docs/a.md",
                        "see " + DIRECTORY_OF_A_MACHINE,
                        "/srv/work/x and hdfs://nn" + DIRECTORY_OF_A_MACHINE),
                new Planted("trailing-space", "a.xml", "<a/> ", "<a/>"),
                new Planted("line-ends", "a.conf", "a = b\r", "a = b"));
    }

    @ParameterizedTest
    @MethodSource("planted")
    void seesThePlantedOffender(Planted planted) {
        var file = TrackedFile.of(planted.path(), LICENCE + planted.offender() + "\n");
        assertThat(rule(planted.rule()).offences(file))
                .extracting(Offence::line)
                .containsExactly(2);
    }

    @ParameterizedTest
    @MethodSource("planted")
    void leavesTheInnocentAlone(Planted planted) {
        var file = TrackedFile.of(planted.path(), LICENCE + planted.innocent() + "\n");
        assertThat(rule(planted.rule()).offences(file)).isEmpty();
    }

    @Test
    void judgesFilesAsAWhole() {
        assertOffends("licence", TrackedFile.of(MAIN, "package a;\n"));
        assertOffends("last-line", TrackedFile.of("a.md", "no end"));
        assertOffends("utf-8", new TrackedFile("a.md", new byte[] {(byte) 0xe9, '\n'}));
        assertOffends("name", TrackedFile.of("a/StringUtils.java", LICENCE));
        assertOffends("name", TrackedFile.of("a/SinkManager.java", LICENCE));
        assertOffends("long-file", TrackedFile.of(MAIN, LICENCE + "//\n".repeat(500)));
        assertOffends("build-output", TrackedFile.of("host/target/a.txt", "a\n"));

        assertInnocent("licence", TrackedFile.of(MAIN, LICENCE));
        assertInnocent("last-line", TrackedFile.of("a.md", "an end\n"));
        assertInnocent("utf-8", TrackedFile.of("a.md", "é\n"));
        assertInnocent("name", TrackedFile.of("a/Utility.java", LICENCE));
        assertInnocent("long-file", TrackedFile.of(MAIN, LICENCE + "//\n".repeat(499)));
        assertInnocent("build-output", TrackedFile.of("docs/target.md", "a\n"));
    }

    @Test
    void testsEveryRule() {
        var tested = planted().map(Planted::rule).collect(Collectors.toSet());
        tested.addAll(
                List.of("licence", "last-line", "utf-8", "name", "long-file", "build-output"));
        assertThat(Rules.ALL).extracting(Rule::name).containsExactlyInAnyOrderElementsOf(tested);
    }

    @Test
    void permitsTheHostWhatItIsThereFor() {
        var real =
                TrackedFile.of(
                        "host/src/main/java/io/millrace/host/real/RealClock.java",
                        LICENCE + "Thread.sleep(1); System.nanoTime(); new Thread(r);\n");
        assertThat(Rules.ALL).flatExtracting(rule -> rule.offences(real)).isEmpty();
    }

    @Test
    void leavesVerbatimTestDataAlone() {
        var corpus = TrackedFile.of("config/src/test/resources/corpus/a.conf", "a = b \r\n");
        assertThat(Rules.ALL).flatExtracting(rule -> rule.offences(corpus)).isEmpty();
    }

    @Test
    void printsPlaceAndReplacement() {
        var file = TrackedFile.of(MAIN, LICENCE + "\n\nThread.sleep(1);\n");
        assertThat(rule("sleep").offences(file))
                .singleElement()
                .asString()
                .startsWith(MAIN + ":4: sleep: wait for");
    }

    @Test
    void missesNoPackageWithoutDescription() {
        var described =
                TrackedFile.of(
                        "a/src/main/java/io/a/package-info.java", "/** A. */\n@NullMarked\n");
        var bare = TrackedFile.of("a/src/main/java/io/a/package-info.java", "package io.a;\n");
        var type = TrackedFile.of("a/src/main/java/io/a/A.java", "class A {}\n");
        var test = TrackedFile.of("a/src/test/java/io/a/ATest.java", "class ATest {}\n");
        var alone = TrackedFile.of("a/src/test/java/io/b/BTest.java", "class BTest {}\n");

        assertThat(Packages.undescribed(List.of(described, type, test))).isEmpty();
        assertThat(Packages.undescribed(List.of(type))).hasSize(1);
        assertThat(Packages.undescribed(List.of(bare, type))).hasSize(1);
        assertThat(Packages.undescribed(List.of(described, alone))).hasSize(1);
    }

    @Test
    void missesNoUnlistedModule() {
        var root = TrackedFile.of("pom.xml", "<modules><module>host</module></modules>\n");
        var listed = TrackedFile.of("host/pom.xml", "\n");
        var forgotten = TrackedFile.of("frame/pom.xml", "\n");
        assertThat(Modules.unlisted(List.of(root, listed))).isEmpty();
        assertThat(Modules.unlisted(List.of(root, listed, forgotten))).hasSize(1);
    }

    @Test
    void readsAllowances() {
        var allowances =
                Allowances.parse("# why\n\nsleep  a/*.java : says so\ntime b/** : says so\n");
        assertThat(allowances.allows("sleep", "a/B.java")).isTrue();
        assertThat(allowances.allows("sleep", "a/b/C.java")).isFalse();
        assertThat(allowances.allows("time", "b/c/D.java")).isTrue();
        assertThat(allowances.allows("time", "a/B.java")).isFalse();
        assertThatThrownBy(() -> Allowances.parse("sleep a/B.java\n"))
                .hasMessageContaining("sleep a/B.java");
    }

    private static Rule rule(String name) {
        return Rules.ALL.stream()
                .filter(rule -> rule.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void assertOffends(String rule, TrackedFile file) {
        assertThat(rule(rule).offences(file)).as(rule + " on " + file.path()).hasSize(1);
    }

    private static void assertInnocent(String rule, TrackedFile file) {
        assertThat(rule(rule).offences(file)).as(rule + " on " + file.path()).isEmpty();
    }
}
