// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.taildir;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.frame.StreamPosition;
import io.millrace.spi.RefusedException;
import io.millrace.testkit.RecordingEmitter;
import io.millrace.testkit.TestFiles;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Where files are gone on with: what Flume left, what is left for Flume, what is saved. */
class TaildirPositionTest {
    @TempDir Path temporary;

    private Path logs;
    private Path log;
    private Tail tail;

    @BeforeEach
    void prepare() throws Exception {
        logs = Files.createDirectories(temporary.resolve("logs"));
        log = logs.resolve("app.log");
        tail = new Tail(logs, ".*");
    }

    @AfterEach
    void end() {
        tail.close();
    }

    private static long inode(Path path) throws Exception {
        return (Long) Files.getAttribute(path, "unix:ino");
    }

    private static String entry(Path named, Path path, long position) throws Exception {
        return "{\"inode\":%d,\"pos\":%d,\"file\":\"%s\"}".formatted(inode(named), position, path);
    }

    private void flumeLeft(String text) throws Exception {
        TestFiles.write(tail.positionFile, text);
    }

    private String positionFile() throws Exception {
        return Files.readString(tail.positionFile);
    }

    @Test
    void goesOnWhereFlumeWas() throws Exception {
        TestFiles.write(log, "old\nnew\n");
        Path other = TestFiles.write(logs.resolve("other"), "unknown to flume\n");
        flumeLeft("[" + entry(log, log, 4) + "]");
        tail.start();
        assertThat(tail.texts(2)).containsExactlyInAnyOrder("new", "unknown to flume");
        tail.restart();
        TestFiles.append(log, "newer\n");
        TestFiles.append(other, "more\n");
        assertThat(tail.texts(4)).contains("newer", "more");
        assertThat(tail.context.codes()).isEmpty();
    }

    @Test
    void goesOnWithinALineThatFlumeHandedOverAtRest() throws Exception {
        TestFiles.write(log, "half a line\n");
        flumeLeft("[" + entry(log, log, 4) + "]");
        tail.start();
        assertThat(tail.texts(1)).containsExactly(" a line");
    }

    @Test
    void goesOnInAFileThatWasRenamedAfterFlumeStopped() throws Exception {
        TestFiles.write(log, "old\nnew\n");
        Path renamed = logs.resolve("app.log.1");
        flumeLeft("[" + entry(log, log, 4) + "]");
        TestFiles.rename(log, renamed);
        TestFiles.write(log, "next\n");
        tail.start();
        assertThat(tail.texts(2)).containsExactlyInAnyOrder("new", "next");
    }

    @Test
    void takesAnEntryWithAnInodeThatWasUsedAgainForNone() throws Exception {
        TestFiles.write(log, "another file\n");
        flumeLeft("[" + entry(log, logs.resolve("gone"), 4) + "]");
        tail.start();
        assertThat(tail.texts(1)).containsExactly("another file");
    }

    @Test
    void readsAFileThatIsShorterThanFlumeSaysFromItsStart() throws Exception {
        TestFiles.write(log, "short\n");
        flumeLeft("[" + entry(log, log, 4000) + "]");
        tail.start();
        assertThat(tail.texts(1)).containsExactly("short");
    }

    @Test
    void doesNotGoByThePositionFileASecondTime() throws Exception {
        TestFiles.write(log, "old\nnew\n");
        flumeLeft("[" + entry(log, log, 8) + "]");
        tail.start();
        TestFiles.append(log, "a\n");
        tail.out.awaitEvents(1);
        tail.stop();
        // None of what was emitted is safe: the place is still the one that Flume left.
        flumeLeft("[]");
        tail.out = new RecordingEmitter();
        tail.start();
        assertThat(tail.texts(1)).containsExactly("a");
    }

    @Test
    void usesWhatIsWholeOfAFileThatWasCut() throws Exception {
        TestFiles.write(log, "old\nnew\n");
        Path other = TestFiles.write(logs.resolve("other"), "x\n");
        flumeLeft("[" + entry(log, log, 4) + "," + entry(other, other, 2).substring(0, 20));
        tail.start();
        assertThat(tail.texts(2)).containsExactlyInAnyOrder("new", "x");
        assertThat(tail.context.codes()).containsExactly("MR-2052");
    }

    @Test
    void takesAnEmptyPositionFileForNoPositions() throws Exception {
        TestFiles.write(log, "a\n");
        flumeLeft("");
        tail.start();
        assertThat(tail.texts(1)).containsExactly("a");
        assertThat(tail.context.codes()).isEmpty();
    }

    @Test
    void leavesAPositionFileThatFlumeGoesOnFrom() throws Exception {
        TestFiles.write(log, "a\nb\nunfinished");
        tail.start();
        tail.out.awaitEvents(2);
        Path renamed = logs.resolve("app.\"1\"");
        TestFiles.rename(log, renamed);
        TestFiles.write(log, "c\n");
        tail.out.awaitEvents(3);
        awaitPositionFile("app.\\\"1\\\"");
        tail.stop();
        assertThat(positionFile())
                .contains(entry(renamed, logs.resolve("app.\\\"1\\\""), 4))
                .contains(entry(log, log, 2))
                .startsWith("[{")
                .endsWith("}]");
        assertThat(FlumePositions.parse(Files.readAllBytes(tail.positionFile)).entries())
                .contains(new FlumePositions.Entry(inode(renamed), 4, renamed.toString()));
    }

    private void awaitPositionFile(String text) throws Exception {
        while (!Files.exists(tail.positionFile) || !positionFile().contains(text)) {
            Thread.onSpinWait();
        }
    }

    @Test
    void writesNoPlaceThatTheChannelDidNotTake() throws Exception {
        TestFiles.write(log, "a\n");
        tail.start();
        tail.out.awaitEvents(1);
        for (int i = 0; i < 1000; i++) {
            tail.out.refuseNext(new RefusedException("never", null));
        }
        TestFiles.append(log, "b\n");
        while (!tail.context.codes().contains("MR-2001")) {
            Thread.onSpinWait();
        }
        tail.stop();
        if (tail.out.texts().size() == 1) {
            assertThat(positionFile()).isEqualTo("[" + entry(log, log, 2) + "]");
        }
    }

    @Test
    void saysThatThePositionFileCannotBeWrittenAndGoesOn() throws Exception {
        TestFiles.write(log, "a\n");
        Files.createDirectories(tail.positionFile.resolveSibling("taildir_position.json.new/x"));
        tail.start();
        tail.out.awaitEvents(1);
        while (!tail.context.codes().contains("MR-2053")) {
            Thread.onSpinWait();
        }
        TestFiles.append(log, "b\n");
        assertThat(tail.texts(2)).containsExactly("a", "b");
    }

    @Test
    void doesNotStartWithDamagedPlaces() throws Exception {
        TestFiles.write(log, "old\nnew\n");
        flumeLeft("[" + entry(log, log, 4) + "]");
        tail.start();
        tail.out.awaitEvents(1);
        tail.stop();
        Path starts = tail.context.stateDirectory().resolve("taildir.starts");
        assertThat(starts).content().startsWith("millrace-taildir-starts 1 ");
        TestFiles.append(starts, "AAAA\n");
        tail.start();
        tail.running.awaitEnd();
        assertThat(tail.running.failure()).hasMessageContaining("MR-2055");
    }

    @Test
    void saysThatAClosedFileWentAwayWithWhatItHad() throws Exception {
        tail.holdLastLine = true;
        tail.idleTimeout = Duration.ofSeconds(1);
        TestFiles.write(log, "a\nno feed");
        tail.start();
        tail.out.awaitEvents(1);
        while (tail.context.meters().value("files_open") != 0) {
            Thread.onSpinWait();
        }
        TestFiles.delete(log);
        while (tail.context.meters().value("files_followed") != 0) {
            Thread.onSpinWait();
        }
        assertThat(tail.context.codes()).containsExactly("MR-2057");
        assertThat(tail.context.meters().value("file_lost_bytes_total")).isEqualTo(7);
    }

    @Test
    void readsAnewWhatHasAPositionOfAnotherVersion() throws Exception {
        TestFiles.write(log, "a\n");
        tail.out.knows(new StreamPosition("taildir:3", 7, 7, new byte[] {99}));
        tail.out.knows(new StreamPosition("file:/x", 7, 7, new byte[] {99}));
        tail.start();
        assertThat(tail.texts(1)).containsExactly("a");
        assertThat(tail.context.codes()).containsExactly("MR-2058");
    }

    @Test
    void usesTheNumbersOfStreamsAgain() throws Exception {
        tail.idleTimeout = Duration.ofSeconds(1);
        for (int i = 0; i < 2100; i++) {
            if (i == 0) {
                tail.start();
            }
            Path file = TestFiles.write(logs.resolve("f" + i), "line " + i + "\n");
            tail.out.awaitEvents(i + 1);
            TestFiles.delete(file);
            while (i % 100 == 99 && tail.context.meters().value("files_followed") > 0) {
                Thread.onSpinWait();
            }
        }
        assertThat(tail.out.positions()).hasSizeLessThan(1500);
        assertThat(tail.out.texts()).hasSize(2100).doesNotHaveDuplicates();
    }

    @Test
    void formatsAndParsesPositionsOfFlume() {
        List<FlumePositions.Entry> entries =
                List.of(
                        new FlumePositions.Entry(1, 0, "/a b/\"c\"\\d"),
                        new FlumePositions.Entry(Long.MAX_VALUE / 10, 17, "/\u00fc\n{},[]"));
        byte[] text = FlumePositions.format(entries);
        assertThat(FlumePositions.parse(text)).isEqualTo(new FlumePositions.Parsed(entries, true));
        assertThat(new String(FlumePositions.format(List.of()), StandardCharsets.UTF_8))
                .isEqualTo("[]");
        assertThat(FlumePositions.parse("[]".getBytes(StandardCharsets.UTF_8)).isWhole()).isTrue();
        String loose = "[ {\"file\" : \"/\\u0061\", \"extra\":1, \"pos\":5,\"inode\":2 } ]\n";
        assertThat(FlumePositions.parse(loose.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(
                        new FlumePositions.Parsed(
                                List.of(new FlumePositions.Entry(2, 5, "/a")), true));
    }
}
