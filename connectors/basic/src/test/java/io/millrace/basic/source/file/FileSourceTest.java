// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.basic.source.follow.FilePosition;
import io.millrace.basic.source.follow.GatedDisk;
import io.millrace.basic.source.follow.HastyClock;
import io.millrace.frame.Block;
import io.millrace.frame.Run;
import io.millrace.frame.StreamPosition;
import io.millrace.host.Host;
import io.millrace.host.real.RealHost;
import io.millrace.spec.ByteSize;
import io.millrace.spi.Health;
import io.millrace.spi.ProblemException;
import io.millrace.spi.Source;
import io.millrace.testkit.RecordingEmitter;
import io.millrace.testkit.RunningSource;
import io.millrace.testkit.TestContext;
import io.millrace.testkit.TestFiles;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

class FileSourceTest {
    private static final int CAP = 1 << 20;

    @TempDir Path directory;

    private Path log;
    private TestContext context;
    private RecordingEmitter out = new RecordingEmitter();
    private RunningSource running;

    @BeforeEach
    void prepare() {
        log = directory.resolve("app.log");
        Host real = new RealHost();
        context =
                TestContext.named("s1")
                        .with(
                                new RealHost(
                                        new HastyClock(), real.threads(), real.disk(), real.net()));
    }

    @AfterEach
    void end() {
        if (running != null) {
            running.close();
        }
    }

    private Source source() {
        return new FileConfig(log, new ByteSize(CAP)).create(context);
    }

    private void start() throws Exception {
        running = RunningSource.start(source(), out);
    }

    private void restart() throws Exception {
        running.stop();
        start();
    }

    @Test
    void readsFromTheBeginningAndGoesOn() throws Exception {
        TestFiles.write(log, "one\ntwo\n");
        start();
        out.awaitEvents(2);
        TestFiles.append(log, "three\n");
        out.awaitEvents(3);
        assertThat(out.texts()).containsExactly("one", "two", "three");
    }

    @Test
    void keepsBytesAsTheyAreAndStripsLineEnds() throws Exception {
        TestFiles.write(log, "crlf\r\n\n\r\nin\rside\nnul\0\n");
        TestFiles.append(log, new byte[] {(byte) 0xFF, (byte) 0xC0, 0x20, '\n'});
        start();
        out.awaitEvents(6);
        List<byte[]> bodies = out.events().stream().map(event -> event.body()).toList();
        assertThat(bodies.subList(0, 5))
                .extracting(body -> new String(body, StandardCharsets.UTF_8))
                .containsExactly("crlf", "", "", "in\rside", "nul\0");
        assertThat(bodies.get(5)).containsExactly(0xFF, 0xC0, 0x20);
    }

    @Test
    void holdsALineUntilItsLineFeedComes() throws Exception {
        TestFiles.write(log, "a\nhal");
        start();
        out.awaitEvents(1);
        TestFiles.append(log, "f a");
        TestFiles.append(log, " line\nb\n");
        out.awaitEvents(3);
        assertThat(out.texts()).containsExactly("a", "half a line", "b");
    }

    @Test
    void splitsManyBlocksAlike() throws Exception {
        List<String> lines =
                IntStream.range(0, 20_000).mapToObj(i -> i + "-" + "y".repeat(i % 97)).toList();
        TestFiles.write(log, String.join("\n", lines) + "\n");
        start();
        out.awaitEvents(lines.size());
        assertThat(out.texts()).isEqualTo(lines);
        assertThat(blocks()).hasSizeGreaterThan(2);
        assertThat(blocks())
                .allSatisfy(block -> {
                    assertThat(block.bodiesLength()).isLessThanOrEqualTo(Block.TARGET_BYTES);
                    assertThat(block.verifyBodies()).isTrue();
                });
    }

    @Test
    void numbersTheLinesAndSaysWhereToGoOn() throws Exception {
        TestFiles.write(log, "a\nb\n");
        start();
        out.awaitEvents(2);
        TestFiles.append(log, "c\n");
        out.awaitEvents(3);
        List<Block> blocks = blocks();
        Block last = blocks.getLast();
        assertThat(last.ordinal(last.events() - 1)).isEqualTo(2);
        StreamPosition position = last.position();
        assertThat(position.stream()).isEqualTo("file:" + log);
        FilePosition end = FilePosition.decode(position.end()).orElseThrow();
        assertThat(end.offset()).isEqualTo(6);
        assertThat(end.nextOrdinal()).isEqualTo(3);
    }

    @Test
    void keepsALoneLineInASmallBlock() throws Exception {
        TestFiles.write(log, "lonely\n");
        start();
        out.awaitEvents(1);
        assertThat(blocks().getFirst().retainedBytes()).isLessThan(200);
    }

    @Test
    void goesOnAfterARestartAtEveryLine() throws Exception {
        List<String> lines = IntStream.range(0, 30).mapToObj(i -> "line " + i).toList();
        TestFiles.write(log, "");
        start();
        for (String line : lines) {
            TestFiles.append(log, line + "\n");
            out.awaitEvents(lines.indexOf(line) + 1);
            restart();
        }
        assertThat(out.texts()).isEqualTo(lines);
        assertThat(blocks().getLast().ordinal(0)).isEqualTo(29);
    }

    @Test
    void readsLongLinesWhole() throws Exception {
        String line = "z".repeat(CAP);
        TestFiles.write(log, "before\n" + line + "\nafter\n");
        start();
        out.awaitEvents(3);
        assertThat(out.texts()).containsExactly("before", line, "after");
        assertThat(out.events().get(1).headers()).isEmpty();
    }

    @Test
    void cutsLinesThatAreTooLongAndSaysHowLongTheyWere() throws Exception {
        int length = 3 << 20;
        TestFiles.write(log, "before\n");
        start();
        out.awaitEvents(1);
        for (int i = 0; i < 3; i++) {
            TestFiles.append(log, "z".repeat(1 << 20));
        }
        TestFiles.append(log, "\nafter\n");
        out.awaitEvents(3);
        assertThat(out.events().get(1).body()).hasSize(CAP).containsOnly('z');
        assertThat(out.events().get(1).header("truncated")).isEqualTo(Integer.toString(length));
        assertThat(out.texts().get(2)).isEqualTo("after");
        assertThat(blocks().getLast().ordinal(blocks().getLast().events() - 1)).isEqualTo(2);
    }

    @Test
    void cutsALongLineThatFitsABlock() throws Exception {
        TestFiles.write(log, "a\n" + "b".repeat(5000) + "\r\nc\n");
        running = RunningSource.start(new FileConfig(log, new ByteSize(1024)).create(context), out);
        out.awaitEvents(3);
        assertThat(out.texts()).containsExactly("a", "b".repeat(1024), "c");
        assertThat(out.events().get(1).header("truncated")).isEqualTo("5000");
    }

    @Test
    void readsARenamedFileToItsEndBeforeTheNext() throws Exception {
        TestFiles.write(log, "a\n");
        start();
        out.awaitEvents(1);
        TestFiles.rename(log, directory.resolve("app.log.1"));
        TestFiles.append(directory.resolve("app.log.1"), "b\nlast");
        TestFiles.write(log, "c\n");
        out.awaitEvents(4);
        assertThat(out.texts()).containsExactly("a", "b", "last", "c");
        assertThat(context.meters().value("file_rotations_total")).isEqualTo(1);
    }

    @Test
    void catchesUpWithRotationsThatItMissed() throws Exception {
        TestFiles.write(log, "a\n");
        start();
        out.awaitEvents(1);
        running.stop();
        TestFiles.append(log, "b\n");
        TestFiles.rename(log, directory.resolve("app.log.1"));
        TestFiles.write(log, "c\n");
        TestFiles.rename(directory.resolve("app.log.1"), directory.resolve("app.log.2"));
        TestFiles.rename(log, directory.resolve("app.log.1"));
        TestFiles.write(log, "d\n");
        TestFiles.write(directory.resolve("app.log.err"), "unrelated\n");
        start();
        out.awaitEvents(4);
        assertThat(out.texts()).containsExactly("a", "b", "c", "d");
    }

    private static void makeOlder(Path file) throws IOException {
        long changed = Files.getLastModifiedTime(file).toMillis();
        Files.setLastModifiedTime(file, FileTime.fromMillis(changed - 2_000));
    }

    /** Runs the source until it has opened the file, and ends it before a line is delivered. */
    private void beginAndDie() throws Exception {
        TestFiles.write(log, "");
        start();
        while (out.position("file:" + log).isEmpty()) {
            Thread.onSpinWait();
        }
        running.stop();
    }

    @Test
    void goesOnWithAFileThatWasRotatedBeforeItsFirstLineWasDelivered() throws Exception {
        beginAndDie();
        TestFiles.append(log, "a\nb\n");
        TestFiles.rename(log, directory.resolve("app.log.1"));
        TestFiles.write(log, "c\n");
        start();
        out.awaitEvents(3);
        assertThat(out.texts()).containsExactly("a", "b", "c");
        assertThat(context.codes()).isEmpty();
    }

    @Test
    void leavesRotatedFilesAloneThatAreOlderThanItsStart() throws Exception {
        TestFiles.write(directory.resolve("app.log.1"), "old\n");
        makeOlder(directory.resolve("app.log.1"));
        beginAndDie();
        TestFiles.append(log, "a\n");
        start();
        out.awaitEvents(1);
        running.stop();
        assertThat(out.texts()).containsExactly("a");
    }

    @Test
    void readsAllThatWasRotatedAwayWhileTheFileIsEmpty() throws Exception {
        TestFiles.write(log, "a\n");
        start();
        out.awaitEvents(1);
        running.stop();
        TestFiles.append(log, "b\n");
        TestFiles.rename(log, directory.resolve("app.log.2"));
        TestFiles.write(directory.resolve("app.log.1"), "c\nd\n");
        TestFiles.write(log, "");
        start();
        out.awaitEvents(4);
        assertThat(out.texts()).containsExactly("a", "b", "c", "d");
    }

    @Test
    void goesOnWithTheDatedFileThatHoldsItsPlace() throws Exception {
        TestFiles.write(log, "a\nb\n");
        start();
        out.awaitEvents(2);
        running.stop();
        TestFiles.append(log, "c\n");
        TestFiles.rename(log, directory.resolve("app-2026-01-01.log"));
        TestFiles.write(log, "d\n");
        start();
        out.awaitEvents(4);
        assertThat(out.texts()).containsExactly("a", "b", "c", "d");
    }

    @Test
    void readsTheRestOfACopyWhenTheFileWasEmptied() throws Exception {
        TestFiles.write(log, "a\n");
        start();
        out.awaitEvents(1);
        running.stop();
        TestFiles.write(directory.resolve("app.log.1"), "a\nb\n");
        TestFiles.truncate(log, 0);
        TestFiles.append(log, "longer than before\n");
        start();
        out.awaitEvents(3);
        assertThat(out.texts()).containsExactly("a", "b", "longer than before");
    }

    @Test
    void startsAnewWhenTheFileIsEmptiedWhileItRuns() throws Exception {
        TestFiles.write(log, "first\n");
        start();
        out.awaitEvents(1);
        TestFiles.truncate(log, 0);
        TestFiles.append(log, "again\n");
        out.awaitEvents(2);
        assertThat(out.texts()).containsExactly("first", "again");
        assertThat(context.meters().value("file_truncations_total")).isEqualTo(1);
    }

    @Test
    void reportsWhatWasCutAwayUnread() throws Exception {
        TestFiles.write(log, "read\n");
        start();
        out.awaitEvents(1);
        out.block();
        TestFiles.append(log, "x\n");
        out.awaitBlocked();
        // While the channel is full the follower sees nothing; let it see an unfinished line.
        out.unblock();
        out.awaitEvents(2);
        TestFiles.append(log, "unfinished");
        awaitMeter("file_unread_bytes", 10);
        TestFiles.truncate(log, 0);
        TestFiles.append(log, "new\n");
        out.awaitEvents(3);
        assertThat(out.texts()).containsExactly("read", "x", "new");
        assertThat(context.codes()).containsExactly("MR-2032");
        assertThat(context.meters().value("file_missed_bytes_total")).isEqualTo(10);
    }

    private void awaitMeter(String name, long value) {
        while (context.meters().value(name) != value) {
            Thread.onSpinWait();
        }
    }

    @Test
    void followsAnotherFileOfTheSameIdentityAndSizeOnlyFromItsStart() throws Exception {
        TestFiles.write(log, "0123456789\n");
        start();
        out.awaitEvents(1);
        running.stop();
        TestFiles.truncate(log, 0);
        TestFiles.append(log, "abcdefghij\nk\n");
        start();
        out.awaitEvents(3);
        assertThat(out.texts()).containsExactly("0123456789", "abcdefghij", "k");
    }

    @Test
    void reportsAFileThatWentAwayWithItsPlace() throws Exception {
        TestFiles.write(log, "a\n");
        start();
        out.awaitEvents(1);
        running.stop();
        // The new file exists before the old one goes, so that it gets an inode of its own.
        TestFiles.write(directory.resolve("new"), "b\n");
        TestFiles.rename(directory.resolve("new"), log);
        start();
        out.awaitEvents(2);
        assertThat(out.texts()).containsExactly("a", "b");
        assertThat(context.codes()).containsExactly("MR-2033");
    }

    @Test
    void readsARemovedFileToItsEndAndThenItsSuccessor() throws Exception {
        TestFiles.write(log, "a\n");
        start();
        out.awaitEvents(1);
        TestFiles.append(log, "b\n");
        TestFiles.delete(log);
        out.awaitEvents(2);
        TestFiles.write(log, "c\n");
        out.awaitEvents(3);
        assertThat(out.texts()).containsExactly("a", "b", "c");
    }

    @Test
    void waitsForAFileThatDoesNotExistYet() throws Exception {
        Source source = source();
        running = RunningSource.start(source, out);
        while (source.health().state() != Health.State.DEGRADED) {
            Thread.onSpinWait();
        }
        TestFiles.write(log, "at last\n");
        out.awaitEvents(1);
        assertThat(context.codes()).containsExactly("MR-2030");
        assertThat(source.health()).isEqualTo(Health.up());
    }

    @Test
    void refusesADirectory() {
        log = directory;
        assertThatThrownBy(() -> source().open())
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("MR-2031");
    }

    @Test
    void saysWhoMustBeAllowedToRead() throws Exception {
        TestFiles.write(log, "secret\n");
        GatedDisk disk = new GatedDisk();
        disk.denies = true;
        Host real = new RealHost();
        context = context.with(new RealHost(real.clock(), real.threads(), disk, real.net()));
        start();
        running.awaitEnd();
        assertThat(running.failure())
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("MR-2035");
    }

    @Test
    void startsAnewUnderAHigherEpochWhenThePositionIsUnreadable() throws Exception {
        TestFiles.write(log, "a\n");
        long future = context.host().clock().millis() + 1_000_000;
        out.knows(new StreamPosition("file:" + log, future, 7, new byte[] {99}));
        start();
        out.awaitEvents(1);
        assertThat(context.codes()).containsExactly("MR-2034");
        assertThat(blocks().getFirst().position().epoch()).isEqualTo(future + 1);
        assertThat(blocks().getFirst().ordinal(0)).isZero();
    }

    @Test
    void losesNothingWhileTheChannelIsFull() throws Exception {
        TestFiles.write(log, "a\n");
        start();
        out.awaitEvents(1);
        out.block();
        TestFiles.append(log, "b\n");
        out.awaitBlocked();
        TestFiles.append(log, "c\n");
        TestFiles.write(directory.resolve("app.log.1"), "a\nb\nc\n");
        TestFiles.truncate(log, 0);
        TestFiles.append(log, "this is longer than what was there before\n");
        out.unblock();
        out.awaitEvents(4);
        assertThat(out.texts())
                .containsExactly("a", "b", "c", "this is longer than what was there before");
    }

    private List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        out.batches().forEach(batch -> batch.runs().stream().map(Run::block).forEach(blocks::add));
        return blocks;
    }
}
