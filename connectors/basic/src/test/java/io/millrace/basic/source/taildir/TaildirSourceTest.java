// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.taildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.frame.Event;
import io.millrace.spi.RefusedException;
import io.millrace.testkit.TestFiles;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Which files are followed, and what their lines become. */
class TaildirSourceTest {
    @TempDir Path temporary;

    private Path logs;
    private Tail tail;

    @BeforeEach
    void prepare() throws Exception {
        logs = Files.createDirectories(temporary.resolve("logs"));
        tail = new Tail(logs, ".*\\.log");
    }

    @AfterEach
    void end() {
        tail.close();
    }

    @Test
    void readsWhatMatchesAndGoesOn() throws Exception {
        TestFiles.write(logs.resolve("a.log"), "a1\na2\n");
        TestFiles.write(logs.resolve("b.log"), "b1\n");
        TestFiles.write(logs.resolve("c.txt"), "no\n");
        tail.start();
        assertThat(tail.texts(3)).containsExactlyInAnyOrder("a1", "a2", "b1");
        TestFiles.append(logs.resolve("b.log"), "b2\n");
        TestFiles.write(logs.resolve("d.log"), "d1\n");
        assertThat(tail.texts(5)).contains("b2", "d1").doesNotContain("no");
    }

    @Test
    void takesOnlyNamesThatMatchAsAWhole() throws Exception {
        TestFiles.write(logs.resolve("a.log.1"), "no\n");
        TestFiles.write(logs.resolve("a.log"), "yes\n");
        tail.start();
        TestFiles.write(logs.resolve("b.log"), "too\n");
        assertThat(tail.texts(2)).containsExactly("yes", "too");
    }

    @Test
    void keepsBytesAsTheyAreAndStripsLineEnds() throws Exception {
        Path log = TestFiles.write(logs.resolve("a.log"), "crlf\r\n\n\r\nin\rside\nnul\0\n");
        TestFiles.append(log, new byte[] {(byte) 0xFF, (byte) 0xC0, 0x20, '\n'});
        tail.start();
        tail.out.awaitEvents(6);
        List<byte[]> bodies = tail.out.events().stream().map(Event::body).toList();
        assertThat(bodies.subList(0, 5))
                .extracting(body -> new String(body, StandardCharsets.UTF_8))
                .containsExactly("crlf", "", "", "in\rside", "nul\0");
        assertThat(bodies.get(5)).containsExactly(0xFF, 0xC0, 0x20);
    }

    @Test
    void cutsLinesThatAreTooLong() throws Exception {
        tail.maxLineLength = 1024;
        TestFiles.write(logs.resolve("a.log"), "a\n" + "b".repeat(600_000) + "\nc\n");
        tail.start();
        assertThat(tail.texts(3)).containsExactly("a", "b".repeat(1024), "c");
        assertThat(tail.out.events().get(1).header("truncated")).isEqualTo("600000");
    }

    @Test
    void givesTheHeadersOfTheGroupAndOfTheFile() throws Exception {
        tail.groups.put("f2", logs + "/b.*");
        tail.headers.put("f1.app", "one");
        tail.headers.put("f1.site.name", "here");
        tail.headers.put("f2.app", "two");
        tail.headers.put("f3.app", "nobody");
        tail.fileHeader = true;
        tail.byteOffsetHeader = true;
        Path a = TestFiles.write(logs.resolve("a.log"), "first\n\u00fc\nthird\n");
        Path b = logs.resolve("b.txt");
        tail.start();
        tail.out.awaitEvents(3);
        TestFiles.write(b, "x\n");
        tail.out.awaitEvents(4);
        assertThat(tail.out.events().subList(0, 3))
                .extracting(event -> event.headers().get("byteoffset"))
                .containsExactly("0", "6", "9");
        assertThat(tail.out.events().getFirst().headers())
                .containsEntry("app", "one")
                .containsEntry("site.name", "here")
                .containsEntry("file", a.toString())
                .hasSize(4);
        assertThat(tail.out.events().getLast().headers())
                .containsEntry("app", "two")
                .containsEntry("file", b.toString());
    }

    @Test
    void givesAFileToTheFirstGroupThatClaimsIt() throws Exception {
        tail.groups.put("f0", logs + "/.*");
        tail.headers.put("f0.group", "last");
        tail.headers.put("f1.group", "first");
        TestFiles.write(logs.resolve("a.log"), "a\n");
        tail.start();
        tail.out.awaitEvents(1);
        TestFiles.write(logs.resolve("b"), "b\n");
        tail.out.awaitEvents(2);
        assertThat(tail.out.events())
                .extracting(event -> event.header("group"))
                .containsExactly("first", "last");
    }

    @Test
    void beginsWithTheFileThatChangedLongestAgo() throws Exception {
        for (String name : List.of("c.log", "b.log", "a.log")) {
            TestFiles.write(logs.resolve(name), name + "\n");
            Files.setLastModifiedTime(
                    logs.resolve(name), FileTime.fromMillis(1_000_000L * name.charAt(0)));
        }
        tail.start();
        assertThat(tail.texts(3)).containsExactly("a.log", "b.log", "c.log");
    }

    @Test
    void keepsNoFileWaitingForABusyOne() throws Exception {
        String line = "x".repeat(999) + "\n";
        TestFiles.write(logs.resolve("a.log"), line.repeat(5000));
        for (int i = 0; i < 20; i++) {
            TestFiles.write(logs.resolve("b" + i + ".log"), "quiet\n");
        }
        tail.start();
        tail.out.awaitEvents(5020);
        List<String> texts = tail.out.texts();
        assertThat(texts.lastIndexOf("quiet")).isLessThan(600);
    }

    @Test
    void holdsALineUntilItsLineFeedComes() throws Exception {
        Path log = TestFiles.write(logs.resolve("a.log"), "a\nhal");
        tail.start();
        tail.out.awaitEvents(1);
        TestFiles.append(log, "f a");
        TestFiles.append(log, " line\nb\n");
        assertThat(tail.texts(3)).containsExactly("a", "half a line", "b");
    }

    @Test
    void handsTheLastLineOverWhenTheFileRests() throws Exception {
        tail.idleTimeout = Duration.ofSeconds(5);
        Path log = TestFiles.write(logs.resolve("a.log"), "a\nno line feed");
        tail.start();
        assertThat(tail.texts(2)).containsExactly("a", "no line feed");
        TestFiles.append(log, " at first\nb\n");
        assertThat(tail.texts(4)).endsWith(" at first", "b");
    }

    @Test
    void holdsTheLastLineForEverIfTold() throws Exception {
        tail.idleTimeout = Duration.ofSeconds(5);
        tail.holdLastLine = true;
        Path log = TestFiles.write(logs.resolve("a.log"), "a\nno line");
        Path other = logs.resolve("b.log");
        tail.start();
        tail.out.awaitEvents(1);
        awaitMeter("files_open", 0);
        TestFiles.write(other, "b\n");
        tail.out.awaitEvents(2);
        TestFiles.append(log, " feed\n");
        assertThat(tail.texts(3)).containsExactly("a", "b", "no line feed");
    }

    @Test
    void readsOnlyWhatComesAfterTheStart() throws Exception {
        tail.skipToEnd = true;
        Path log = TestFiles.write(logs.resolve("a.log"), "old\n");
        tail.start();
        awaitMeter("files_followed", 1);
        TestFiles.write(logs.resolve("b.log"), "b\n");
        assertThat(tail.texts(1)).containsExactly("b");
        TestFiles.append(log, "new\n");
        assertThat(tail.texts(2)).containsExactly("b", "new");
    }

    @Test
    void doesNotSkipASecondTime() throws Exception {
        tail.skipToEnd = true;
        Path log = TestFiles.write(logs.resolve("a.log"), "old\n");
        tail.start();
        awaitMeter("files_followed", 1);
        TestFiles.write(logs.resolve("b.log"), "b\n");
        tail.out.awaitEvents(1);
        tail.stop();
        TestFiles.append(log, "while it was down\n");
        tail.start();
        assertThat(tail.texts(2)).containsExactly("b", "while it was down");
    }

    @Test
    void followsDirectoriesBelowIfTold() throws Exception {
        tail.recursive = true;
        TestFiles.write(logs.resolve("a.log"), "a\n");
        TestFiles.write(logs.resolve("sub/b.log"), "b\n");
        tail.start();
        assertThat(tail.texts(2)).containsExactlyInAnyOrder("a", "b");
        TestFiles.write(logs.resolve("new/deep/c.log"), "c\n");
        tail.out.awaitEvents(3);
        Files.createSymbolicLink(logs.resolve("new/circle"), logs);
        TestFiles.append(logs.resolve("sub/b.log"), "more\n");
        assertThat(tail.texts(4)).endsWith("c", "more");
    }

    @Test
    void waitsForADirectoryThatIsMissing() throws Exception {
        tail.groups.put("f2", temporary + "/later/x");
        tail.start();
        TestFiles.write(logs.resolve("a.log"), "a\n");
        tail.out.awaitEvents(1);
        assertThat(tail.context.codes()).containsExactly("MR-2051");
        TestFiles.write(temporary.resolve("later/x"), "x\n");
        assertThat(tail.texts(2)).containsExactly("a", "x");
    }

    @Test
    void joinsLinesUnderTheOneThatBeginsAnEvent() throws Exception {
        tail.multilineStart = Optional.of(Pattern.compile("^\\d"));
        tail.byteOffsetHeader = true;
        Path log =
                TestFiles.write(
                        logs.resolve("a.log"),
                        "stray\n1 one\n  at x\r\n  at y\r\n2 two\n3 three\n");
        tail.start();
        assertThat(tail.texts(4))
                .containsExactly("stray", "1 one\n  at x\r\n  at y", "2 two", "3 three");
        assertThat(tail.out.events())
                .extracting(event -> event.header("byteoffset"))
                .containsExactly("0", "6", "28", "34");
        TestFiles.append(log, "4 four\n more\n");
        assertThat(tail.texts(5)).endsWith("4 four\n more");
    }

    @Test
    void keepsAFewFilesOpenAndReadsThemAll() throws Exception {
        tail.maxOpenFiles = 3;
        List<String> expected = new ArrayList<>();
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i < 30; i++) {
                String line = "file " + i + " round " + round;
                TestFiles.append(logs.resolve(i + ".log"), line + "\n");
                expected.add(line);
            }
            if (round == 0) {
                tail.start();
            }
            tail.out.awaitEvents(expected.size());
            assertThat(tail.context.meters().value("files_open")).isLessThanOrEqualTo(3);
        }
        assertThat(tail.out.texts()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void opensAFileOnceThatItReadToTheEndAndDidNotKeepOpen() throws Exception {
        tail.maxOpenFiles = 2;
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            files.add(TestFiles.write(logs.resolve(i + ".log"), "the line of " + i + "\n"));
        }
        tail.start();
        tail.out.awaitEvents(files.size());
        Map<Path, Integer> before = Map.copyOf(tail.disk.asked);
        for (Path file : files) {
            while (tail.disk.asked.get(file) < before.get(file) + 3) {
                Thread.onSpinWait();
            }
        }
        assertThat(tail.disk.opened)
                .hasSize(20)
                .allSatisfy((file, times) -> assertThat(times).isOne());
    }

    @Test
    void closesFilesThatRest() throws Exception {
        tail.idleTimeout = Duration.ofSeconds(1);
        Path log = TestFiles.write(logs.resolve("a.log"), "a\n");
        tail.start();
        tail.out.awaitEvents(1);
        awaitMeter("files_open", 0);
        TestFiles.append(log, "b\n");
        assertThat(tail.texts(2)).containsExactly("a", "b");
        assertThat(tail.context.meters().value("files_followed")).isEqualTo(1);
    }

    @Test
    void saysWhichGroupHasNoPath() throws Exception {
        tail.groups.put("f2", " ");
        TestFiles.write(logs.resolve("a.log"), "a\n");
        tail.start();
        tail.out.awaitEvents(1);
        assertThat(tail.context.codes()).containsExactly("MR-2050");
    }

    @Test
    void refusesToRunWithoutAGroup() {
        tail.groups.clear();
        tail.groups.put("f2", "");
        assertThatThrownBy(tail::config).hasMessageContaining("filegroups");
        tail.groups.put("f2", "/var/log/*");
        assertThatThrownBy(tail::config).hasMessageContaining("filegroups.f2");
        tail.groups.put("f2", "nodirectory");
        assertThatThrownBy(tail::config).hasMessageContaining("<directory>/");
    }

    @Test
    void goesOnAfterARestartAtEveryLine() throws Exception {
        List<String> lines = IntStream.range(0, 30).mapToObj(i -> "line " + i).toList();
        Path log = TestFiles.write(logs.resolve("a.log"), "");
        tail.start();
        for (String line : lines) {
            TestFiles.append(log, line + "\n");
            tail.out.awaitEvents(lines.indexOf(line) + 1);
            tail.restart();
        }
        assertThat(tail.out.texts()).isEqualTo(lines);
    }

    @Test
    void offersARefusedBatchAgain() throws Exception {
        TestFiles.write(logs.resolve("a.log"), "a\n");
        tail.out.refuseNext(new RefusedException("not now", null));
        tail.start();
        assertThat(tail.texts(1)).containsExactly("a");
        assertThat(tail.context.codes()).containsExactly("MR-2001");
    }

    private void awaitMeter(String name, long value) {
        while (tail.context.meters().value(name) != value) {
            Thread.onSpinWait();
        }
    }
}
