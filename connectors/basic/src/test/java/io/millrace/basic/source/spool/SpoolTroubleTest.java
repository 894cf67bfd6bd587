// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.ManualClock;
import io.millrace.testkit.TestFiles;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Files that are not as they should be: the source goes on, and nothing is lost. */
class SpoolTroubleTest {
    private static final byte[] BAD = {'o', 'n', 'e', '\n', 'b', (byte) 0xFF, '\n', 'x', '\n'};

    @TempDir Path root;

    private Spool spool;

    @BeforeEach
    void create() throws IOException {
        spool = new Spool(root);
    }

    @AfterEach
    void close() {
        spool.close();
    }

    private static List<String> lines(int count) {
        return IntStream.range(0, count).mapToObj(i -> "line " + i + " of many").toList();
    }

    private static String text(List<String> lines) {
        return String.join("\n", lines) + "\n";
    }

    /** Starts; the first block is taken, the second one refused again and again. */
    private void startAndHold() throws Exception {
        spool.out.refuseAfter(1);
        spool.start();
        spool.out.awaitRefusal();
    }

    @Test
    void readsWhatIsAppendedWhileItReads() throws Exception {
        List<String> lines = lines(50_000);
        Path path = spool.put("a", text(lines), 10);
        spool.put("b", "other\n", 5);
        startAndHold();
        TestFiles.append(path, "more\nand no line feed");
        spool.out.refuseAfter(Integer.MAX_VALUE);
        List<String> expected = new ArrayList<>(lines);
        expected.addAll(List.of("more", "other", "and no line feed"));
        spool.awaitNames("a.COMPLETED", "b.COMPLETED");
        assertThat(spool.out.texts()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(spool.context.codes()).contains("MR-2102");
    }

    @Test
    void readsAgainWhatIsRewrittenWhileItReads() throws Exception {
        Path path = spool.put("a", text(lines(50_000)), 10);
        startAndHold();
        TestFiles.write(path, "new\n");
        spool.out.refuseAfter(Integer.MAX_VALUE);
        spool.awaitNames("a.COMPLETED");
        assertThat(spool.out.texts()).endsWith("new");
        assertThat(spool.context.codes()).contains("MR-2103");
    }

    @Test
    void takesATouchedFileForDone() throws Exception {
        List<String> lines = lines(50_000);
        Path path = spool.put("a", text(lines), 10);
        startAndHold();
        Files.setLastModifiedTime(path, FileTime.fromMillis(spool.clock.millis() - 1000));
        spool.out.refuseAfter(Integer.MAX_VALUE);
        spool.awaitNames("a.COMPLETED");
        assertThat(spool.out.texts()).isEqualTo(lines);
        assertThat(spool.context.codes()).contains("MR-2104");
    }

    @Test
    void readsTheFileThatTookTheName() throws Exception {
        List<String> lines = lines(50_000);
        spool.put("a", text(lines), 10);
        startAndHold();
        spool.put("a", "new\n", 5);
        spool.out.refuseAfter(Integer.MAX_VALUE);
        spool.awaitNames("a.COMPLETED");
        List<String> expected = new ArrayList<>(lines);
        expected.add("new");
        assertThat(spool.out.texts()).isEqualTo(expected);
        assertThat(spool.context.codes()).contains("MR-2105");
    }

    @Test
    void leavesAFileThatCannotBeDecoded() throws Exception {
        Path path = spool.put("a", BAD, 10);
        spool.put("b", "other\n", 5);
        spool.start();
        spool.awaitNames("a", "b.COMPLETED");
        spool.awaitProblem("MR-2106");
        assertThat(spool.out.texts()).containsExactly("one", "other");
        spool.stop();
        assertThat(spool.context.problems().getFirst().what()).contains("behind byte 5");
        spool.start();
        spool.put("c", "third\n", 4);
        assertThat(spool.texts(3)).containsExactly("one", "other", "third");
        TestFiles.write(path, "one\nb\nx\n");
        spool.awaitNames("a.COMPLETED", "b.COMPLETED", "c.COMPLETED");
        assertThat(spool.out.texts()).containsExactly("one", "other", "third", "b", "x");
    }

    @Test
    void replacesWhatCannotBeDecodedIfTold() throws Exception {
        spool.policy = SpoolConfig.DecodeErrorPolicy.REPLACE;
        spool.put("a", BAD, 10);
        assertThat(spool.all()).containsExactly("one", "b\uFFFD", "x");
    }

    @Test
    void dropsWhatCannotBeDecodedIfTold() throws Exception {
        spool.policy = SpoolConfig.DecodeErrorPolicy.IGNORE;
        spool.put("a", BAD, 10);
        assertThat(spool.all()).containsExactly("one", "b", "x");
    }

    @Test
    void triesAgainWhatItMustNotRead() throws Exception {
        spool.put("a", "one\n");
        spool.disk.denies = true;
        spool.context.host().disk().createDirectories(spool.context.stateDirectory());
        spool.start();
        spool.awaitProblem("MR-2107");
        spool.disk.denies = false;
        assertThat(spool.texts(1)).containsExactly("one");
    }

    @Test
    void triesAgainToMark() throws Exception {
        spool.put("a", "one\n");
        spool.disk.refusesMoves = true;
        spool.start();
        spool.awaitProblem("MR-2108");
        spool.put("b", "two\n");
        assertThat(spool.texts(2)).containsExactly("one", "two");
        assertThat(spool.names()).containsExactly("a", "b");
        spool.disk.refusesMoves = false;
        spool.awaitNames("a.COMPLETED", "b.COMPLETED");
        assertThat(spool.out.texts()).containsExactly("one", "two");
    }

    @Test
    void readsTheRestOfAFileThatGrewBeforeItWasMarked() throws Exception {
        Path path = spool.put("a", "one\n");
        spool.out.beLossy();
        spool.start();
        spool.texts(1);
        TestFiles.append(path, "two\n");
        spool.out.deliver();
        assertThat(spool.texts(2)).containsExactly("one", "two");
        spool.out.deliver();
        spool.awaitNames("a.COMPLETED");
    }

    @Test
    void readsWhatIsWrittenToAFileThatIsDone() throws Exception {
        ManualClock clock = ManualClock.at(spool.clock.millis());
        spool.with(clock);
        spool.headers = true;
        spool.put("a", "one\nhal");
        spool.start();
        spool.awaitNames("a.COMPLETED");
        clock.awaitSleepers(1);
        TestFiles.append(spool.directory.resolve("a.COMPLETED"), "f\nmore\n");
        clock.advance(Duration.ofSeconds(1));
        assertThat(spool.texts(4)).containsExactly("one", "hal", "f", "more");
        assertThat(spool.context.codes()).contains("MR-2115");
        assertThat(spool.out.events()).allMatch(event -> "a".equals(event.header("basename")));
        spool.stop();
        assertThat(spool.names()).containsExactly("a.COMPLETED");
    }

    @Test
    void saysWhenLinesAreCut() throws Exception {
        spool.maxLineLength = 3;
        spool.put("a", "abcdefgh\nabc\n\nabcdef\nab\n");
        assertThat(spool.all())
                .isEqualTo(List.of("abc", "def", "gh", "abc", "", "abc", "def", "ab"));
        assertThat(Collections.frequency(spool.context.codes(), "MR-2114")).isEqualTo(1);
    }
}
