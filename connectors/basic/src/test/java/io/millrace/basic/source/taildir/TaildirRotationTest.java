// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.taildir;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.basic.source.follow.FilePosition;
import io.millrace.host.real.RealHost;
import io.millrace.testkit.TestFiles;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Files that are renamed, copied, emptied, removed, linked and replaced. */
class TaildirRotationTest {
    private static final String HEAD = "# the same four kibibytes\n" + "#".repeat(4095) + "\n";

    @TempDir Path temporary;

    private Path logs;
    private Path log;
    private Path rotated;
    private Tail tail;

    @BeforeEach
    void prepare() throws Exception {
        logs = Files.createDirectories(temporary.resolve("logs"));
        log = logs.resolve("app.log");
        rotated = logs.resolve("app.log.1");
        tail = new Tail(logs, "app\\.log.*");
    }

    @AfterEach
    void end() {
        tail.close();
    }

    private void follow(String names) {
        tail = new Tail(logs, names);
    }

    private interface Step {
        void run() throws Exception;
    }

    /** All at once, as far as the source can see. */
    private void atOnce(Step step) throws Exception {
        tail.disk.gate.lock();
        try {
            step.run();
        } finally {
            tail.disk.gate.unlock();
        }
    }

    @Test
    void goesOnUnderTheNewNameThatMatches() throws Exception {
        TestFiles.write(log, "a\n");
        tail.start();
        tail.out.awaitEvents(1);
        TestFiles.rename(log, rotated);
        TestFiles.append(rotated, "b\n");
        TestFiles.write(log, "c\n");
        assertThat(tail.texts(3)).containsExactlyInAnyOrder("a", "b", "c");
        TestFiles.append(rotated, "d\n");
        assertThat(tail.texts(4)).endsWith("d");
    }

    @Test
    void goesOnUnderANewNameThatDoesNotMatch() throws Exception {
        follow("app\\.log");
        TestFiles.write(log, "a\n");
        tail.start();
        tail.out.awaitEvents(1);
        TestFiles.rename(log, rotated);
        TestFiles.write(log, "c\n");
        tail.out.awaitEvents(2);
        TestFiles.append(rotated, "b\n");
        assertThat(tail.texts(3)).containsExactly("a", "c", "b");
    }

    @Test
    void keepsItsPlaceInAChainOfNames() throws Exception {
        tail.start();
        for (int i = 0; i < 20; i++) {
            int number = i;
            atOnce(() -> {
                for (int n = 6; n > 0; n--) {
                    Path from = n == 1 ? log : logs.resolve("app.log." + (n - 1));
                    if (Files.exists(from)) {
                        TestFiles.rename(from, logs.resolve("app.log." + n));
                    }
                }
                TestFiles.write(log, "line " + number + "\n");
            });
            tail.out.awaitEvents(i + 1);
        }
        tail.restart();
        TestFiles.append(log, "end\n");
        assertThat(tail.texts(21)).hasSize(21).doesNotHaveDuplicates();
    }

    @Test
    void goesOnAfterARenameWhileItWasDown() throws Exception {
        TestFiles.write(log, "a\n");
        tail.start();
        tail.out.awaitEvents(1);
        tail.stop();
        TestFiles.append(log, "b\n");
        TestFiles.rename(log, rotated);
        TestFiles.write(log, "c\n");
        tail.start();
        assertThat(tail.texts(3)).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void readsTheRestOfAFileThatWasRenamedOutOfReachWhileItWasDown() throws Exception {
        follow("app\\.log");
        TestFiles.write(log, "a\n");
        tail.start();
        tail.out.awaitEvents(1);
        tail.stop();
        TestFiles.append(log, "b\n");
        TestFiles.rename(log, rotated);
        TestFiles.write(log, "c\n");
        tail.start();
        assertThat(tail.texts(3)).containsExactlyInAnyOrder("a", "b", "c");
        tail.restart();
        TestFiles.append(log, "d\n");
        assertThat(tail.texts(4)).endsWith("d");
    }

    @Test
    void readsOnlyTheRestOfACopy() throws Exception {
        tail.fileHeader = true;
        TestFiles.write(log, "a\n");
        tail.start();
        tail.out.awaitEvents(1);
        atOnce(() -> {
            TestFiles.append(log, "b\n");
            TestFiles.write(rotated, "a\nb\n");
            TestFiles.truncate(log, 0);
        });
        tail.out.awaitEvents(2);
        TestFiles.append(log, "c\n");
        assertThat(tail.texts(3)).containsExactly("a", "b", "c");
        assertThat(tail.context.codes()).isEmpty();
        tail.restart();
        TestFiles.append(log, "d\n");
        assertThat(tail.texts(4)).endsWith("d");
        assertThat(tail.out.events())
                .extracting(event -> event.header("file"))
                .containsExactly(
                        log.toString(), rotated.toString(), log.toString(), log.toString());
    }

    @Test
    void waitsForAFileWhileItIsCopied() throws Exception {
        tail.clock = new RealHost().clock();
        tail.withClock();
        TestFiles.write(log, "first line\n");
        tail.start();
        tail.out.awaitEvents(1);
        TestFiles.write(rotated, "first");
        TestFiles.write(logs.resolve("app.log.other"), "x\n");
        tail.out.awaitEvents(2);
        TestFiles.append(rotated, " line\n");
        TestFiles.truncate(log, 0);
        TestFiles.append(log, "c\n");
        assertThat(tail.texts(3)).containsExactly("first line", "x", "c");
    }

    @Test
    void readsACopyThatIsNoneOfARotationInFull() throws Exception {
        TestFiles.write(log, "a\n");
        tail.start();
        tail.out.awaitEvents(1);
        TestFiles.write(rotated, "a\nb\n");
        assertThat(tail.texts(3)).containsExactly("a", "a", "b");
    }

    @Test
    void readsTheRestOfACopyThatDoesNotMatch() throws Exception {
        follow("app\\.log");
        TestFiles.write(log, "a\n");
        tail.start();
        tail.out.awaitEvents(1);
        atOnce(() -> {
            TestFiles.append(log, "b\n");
            TestFiles.write(rotated, "a\nb\n");
            TestFiles.truncate(log, 0);
            TestFiles.append(log, "longer than before\n");
        });
        assertThat(tail.texts(3)).containsExactlyInAnyOrder("a", "b", "longer than before");
    }

    @Test
    void readsTheRestOfACopyMadeWhileItWasDown() throws Exception {
        for (String names : new String[] {"app\\.log.*", "app\\.log"}) {
            Files.deleteIfExists(rotated);
            tail.close();
            follow(names);
            TestFiles.write(log, "a\n");
            tail.start();
            tail.out.awaitEvents(1);
            tail.stop();
            TestFiles.write(rotated, "a\nb\n");
            TestFiles.truncate(log, 0);
            TestFiles.append(log, "c\n");
            tail.start();
            assertThat(tail.texts(3)).as(names).containsExactlyInAnyOrder("a", "b", "c");
        }
    }

    @Test
    void countsWhatWasWrittenBetweenCopyingAndEmptying() throws Exception {
        TestFiles.write(log, "a\n");
        tail.start();
        tail.out.awaitEvents(1);
        TestFiles.append(log, "never finished");
        awaitMeter("file_unread_bytes", 14);
        atOnce(() -> {
            TestFiles.write(rotated, "a\nnever");
            TestFiles.truncate(log, 0);
        });
        TestFiles.append(log, "c\n");
        tail.out.awaitEvents(2);
        assertThat(tail.context.codes()).containsExactly("MR-2056");
        assertThat(tail.context.meters().value("file_lost_bytes_total")).isEqualTo(9);
    }

    @Test
    void countsWhatWasCutAwayWithoutACopy() throws Exception {
        TestFiles.write(log, "a\n");
        tail.start();
        tail.out.awaitEvents(1);
        TestFiles.append(log, "never finished");
        awaitMeter("file_unread_bytes", 14);
        TestFiles.truncate(log, 0);
        TestFiles.append(log, "c\n");
        assertThat(tail.texts(2)).containsExactly("a", "c");
        assertThat(tail.context.codes()).containsExactly("MR-2032");
        assertThat(tail.context.meters().value("file_missed_bytes_total")).isEqualTo(14);
    }

    @Test
    void readsAShorterCopyNotAgain() throws Exception {
        tail.clock = new RealHost().clock();
        tail.withClock();
        String a = "a".repeat(FilePosition.Print.HEAD_BYTES);
        TestFiles.write(log, a + "\nb\n");
        tail.start();
        tail.out.awaitEvents(2);
        TestFiles.write(rotated, a + "\n");
        TestFiles.append(log, "c\n");
        tail.out.awaitEvents(3);
        TestFiles.truncate(log, 0);
        TestFiles.append(log, "d\n");
        tail.out.awaitEvents(4);
        tail.restart();
        TestFiles.append(log, "e\n");
        assertThat(tail.texts(5)).containsExactly(a, "b", "c", "d", "e");
    }

    @Test
    void readsAFileThatGrewBeyondItsOldEndFromItsStart() throws Exception {
        TestFiles.write(log, "0123456789\n");
        tail.start();
        tail.out.awaitEvents(1);
        tail.stop();
        TestFiles.truncate(log, 0);
        TestFiles.append(log, "abcdefghij\nk\n");
        tail.start();
        assertThat(tail.texts(3)).containsExactly("0123456789", "abcdefghij", "k");
    }

    @Test
    void noticesAClosedFileThatGrewToItsOldSize() throws Exception {
        tail.idleTimeout = Duration.ofSeconds(1);
        TestFiles.write(log, "one\n");
        tail.start();
        tail.out.awaitEvents(1);
        awaitMeter("files_open", 0);
        atOnce(() -> {
            TestFiles.truncate(log, 0);
            TestFiles.append(log, "two\n");
        });
        assertThat(tail.texts(2)).containsExactly("one", "two");
    }

    @Test
    void readsARemovedFileToItsEnd() throws Exception {
        TestFiles.write(log, "a\n");
        tail.start();
        tail.out.awaitEvents(1);
        atOnce(() -> {
            TestFiles.append(log, "b\nno feed");
            TestFiles.delete(log);
        });
        assertThat(tail.texts(2)).containsExactly("a", "b");
        TestFiles.write(log, "c\n");
        assertThat(tail.texts(3)).endsWith("c");
    }

    @Test
    void handsTheLastLineOfARemovedFileOver() throws Exception {
        tail.idleTimeout = Duration.ofSeconds(5);
        TestFiles.write(log, "a\nno feed");
        tail.start();
        tail.out.awaitEvents(1);
        TestFiles.delete(log);
        assertThat(tail.texts(2)).containsExactly("a", "no feed");
        awaitMeter("files_followed", 0);
    }

    @Test
    void findsAClosedFileUnderAnotherName() throws Exception {
        for (String names : new String[] {"app\\.log.*", "app\\.log"}) {
            Files.deleteIfExists(rotated);
            tail.close();
            follow(names);
            tail.idleTimeout = Duration.ofSeconds(1);
            TestFiles.write(log, "a\n");
            tail.start();
            tail.out.awaitEvents(1);
            awaitMeter("files_open", 0);
            atOnce(() -> {
                TestFiles.append(log, "b\n");
                TestFiles.rename(log, rotated);
                TestFiles.write(log, "c\n");
            });
            assertThat(tail.texts(3)).as(names).containsExactlyInAnyOrder("a", "b", "c");
        }
    }

    @Test
    void takesTheSameFirstKibibytesForNoReasonToSkip() throws Exception {
        TestFiles.write(log, HEAD);
        tail.start();
        tail.out.awaitEvents(2);
        TestFiles.write(logs.resolve("app.log.b"), HEAD + "b\n");
        tail.out.awaitEvents(5);
        TestFiles.write(rotated, HEAD + "c\n");
        assertThat(tail.texts(8)).filteredOn(text -> text.length() == 1).containsExactly("b", "c");
    }

    @Test
    void readsANewFileWithTheInodeOfARemovedOneFromItsStart() throws Exception {
        String old = "old ".repeat(200) + "\n";
        TestFiles.write(log, old);
        tail.start();
        tail.out.awaitEvents(1);
        tail.stop();
        TestFiles.delete(log);
        TestFiles.write(log, "new ".repeat(300) + "\nmore\n");
        tail.start();
        assertThat(tail.texts(3)).endsWith("new ".repeat(300), "more");
    }

    @Test
    void readsAFileWithTwoNamesOnce() throws Exception {
        TestFiles.write(log, "a\n");
        Files.createLink(logs.resolve("app.log.hard"), log);
        Files.createSymbolicLink(logs.resolve("app.log.soft"), log);
        tail.start();
        tail.out.awaitEvents(1);
        TestFiles.append(logs.resolve("app.log.hard"), "b\n");
        tail.out.awaitEvents(2);
        TestFiles.delete(log);
        TestFiles.append(logs.resolve("app.log.hard"), "c\n");
        assertThat(tail.texts(3)).containsExactly("a", "b", "c");
    }

    @Test
    void followsALinkToAnotherFile() throws Exception {
        follow("current");
        Path first = TestFiles.write(logs.resolve("app-1.log"), "a\n");
        Path second = TestFiles.write(logs.resolve("app-2.log"), "c\n");
        Path link = Files.createSymbolicLink(logs.resolve("current"), first);
        tail.start();
        tail.out.awaitEvents(1);
        atOnce(() -> {
            TestFiles.append(first, "b\n");
            Files.delete(link);
            Files.createSymbolicLink(link, second);
        });
        assertThat(tail.texts(3)).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void knowsAFileThatWasPutBackFromACopyOfTheDisk() throws Exception {
        String line = "x".repeat(300);
        TestFiles.write(log, line + "\n");
        tail.start();
        tail.out.awaitEvents(1);
        tail.stop();
        TestFiles.write(logs.resolve("restored"), line + "\nb\n");
        TestFiles.rename(logs.resolve("restored"), log);
        tail.start();
        assertThat(tail.texts(2)).containsExactly(line, "b");
    }

    @Test
    void lostNothingOfAFileThatMayNotBeReadForAWhile() throws Exception {
        TestFiles.write(log, "a\n");
        tail.start();
        tail.out.awaitEvents(1);
        tail.disk.denies = true;
        TestFiles.write(logs.resolve("app.log.x"), "x\n");
        while (!tail.context.codes().contains("MR-2054")) {
            Thread.onSpinWait();
        }
        tail.disk.denies = false;
        assertThat(tail.texts(2)).containsExactly("a", "x");
    }

    private void awaitMeter(String name, long value) {
        while (tail.context.meters().value(name) != value) {
            Thread.onSpinWait();
        }
    }
}
