// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.frame.Batch;
import io.millrace.frame.BlockBuilder;
import io.millrace.spi.Delivery;
import io.millrace.spi.Level;
import io.millrace.spi.Problem;
import io.millrace.spi.ProblemException;
import io.millrace.spi.Sink;
import io.millrace.testkit.Events;
import io.millrace.testkit.FaultDisk;
import io.millrace.testkit.FaultDisk.Operation;
import io.millrace.testkit.ManualClock;
import io.millrace.testkit.TestContext;
import io.millrace.testkit.TestFiles;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;

class FileRollSinkTest {
    private static final long START = FileRolls.START;

    @TempDir private Path directory;
    @TempDir private Path state;
    private final FaultDisk disk = new FaultDisk();
    private final ManualClock clock = ManualClock.at(START);
    private TestContext context;

    @BeforeEach
    void hostWithAFaultyDisk() {
        disk.onlyIn(path -> path.startsWith(directory));
        context = FileRolls.context(state, clock, disk);
    }

    @Test
    void showsALoneEventAtOnce() throws Exception {
        try (Sink sink = FileRolls.opened(config(Map.of()), context)) {
            assertThat(sink.write(Events.batch("hello"))).isInstanceOf(Delivery.Delivered.class);

            assertThat(files()).containsExactly(Map.entry(START + "-1", "hello\n"));
        }
    }

    @Test
    void makesNoFileWithoutEvents() throws Exception {
        try (Sink sink = FileRolls.opened(config(Map.of()), context)) {
            for (int i = 0; i < 5; i++) {
                assertThat(sink.maintain()).isPositive();
                clock.advance(Duration.ofMinutes(1));
            }
            assertThat(files()).isEmpty();
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void beginsANewFileAfterTheInterval() throws Exception {
        try (Sink sink = FileRolls.opened(config(Map.of()), context)) {
            sink.write(Events.batch("a"));
            assertThat(sink.maintain()).isEqualTo(Duration.ofSeconds(30));
            clock.advance(Duration.ofSeconds(29));
            assertThat(sink.maintain()).isEqualTo(Duration.ofSeconds(1));
            sink.write(Events.batch("b"));
            clock.advance(Duration.ofSeconds(1));
            sink.maintain();
            assertThat(context.meters().value("connections_closed_total")).isEqualTo(1);
            sink.write(Events.batch("c"));
        }
        assertThat(files())
                .containsExactly(Map.entry(START + "-1", "a\nb\n"), Map.entry(START + "-2", "c\n"));
        assertThat(context.meters().value("connections_opened_total")).isEqualTo(2);
        assertThat(context.meters().value("connections_closed_total")).isEqualTo(2);
    }

    @Test
    void keepsOneFileWithAnIntervalOfZero() throws Exception {
        try (Sink sink = FileRolls.opened(config(Map.of("rollEvery", "0")), context)) {
            sink.write(Events.batch("a"));
            clock.advance(Duration.ofDays(9));
            sink.maintain();
            sink.write(Events.batch("b"));
        }
        assertThat(files()).containsExactly(Map.entry(START + "-1", "a\nb\n"));
    }

    @Test
    void namesFilesByTheTimeOfTheirFirstEvent() throws Exception {
        var options = Map.of("pathManager", "RollTime", "prefix", "web-", "extension", "log");
        try (Sink sink = FileRolls.opened(config(options), context)) {
            sink.write(Events.batch("a"));
            clock.advance(Duration.ofSeconds(60));
            sink.maintain();
            sink.write(Events.batch("b"));
        }
        assertThat(files())
                .containsOnlyKeys(
                        "web-" + local(START) + "-1.log",
                        "web-" + local(START + 60_000) + "-2.log");
    }

    private static String local(long millis) {
        return DateTimeFormatter.ofPattern("yyyyMMddHHmmss")
                .format(Instant.ofEpochMilli(millis).atZone(ZoneId.systemDefault()));
    }

    @Test
    void givesEachInstanceNamesOfItsOwn() throws Exception {
        for (int i = 0; i < 2; i++) {
            try (Sink sink = FileRolls.opened(config(Map.of()), context.instance(i, 2))) {
                sink.write(Events.batch("from " + i));
            }
        }
        assertThat(files())
                .containsExactly(
                        Map.entry(START + "-0-1", "from 0\n"),
                        Map.entry(START + "-1-1", "from 1\n"));
    }

    @Test
    void neverOverwritesAFile() throws Exception {
        TestFiles.write(directory.resolve(START + "-1"), "somebody's");
        try (Sink sink = FileRolls.opened(config(Map.of()), context)) {
            sink.write(Events.batch("a"));
        }
        assertThat(files())
                .containsExactly(
                        Map.entry(START + "-1", "somebody's"), Map.entry(START + "-2", "a\n"));
    }

    @Test
    void saysThatTheDirectoryIsMissing() {
        Path missing = directory.resolve("no/such");
        assertProblem(
                () -> FileRolls.opened(FileRolls.config(missing, Map.of()), context),
                "MR-4000",
                "the directory " + missing + " (sink.directory) does not exist");
        assertThat(context.meters().value("connections_failed_total")).isEqualTo(1);
    }

    @Test
    void saysThatTheDirectoryIsAFile() throws Exception {
        Path file = TestFiles.write(directory.resolve("file"), "x");
        assertProblem(
                () -> FileRolls.opened(FileRolls.config(file, Map.of()), context),
                "MR-4000",
                "the directory " + file + " (sink.directory) is not a directory");
    }

    @Test
    void saysThatTheDirectoryCannotBeWrittenTo() {
        disk.failNext(Operation.OPEN, new AccessDeniedException("/data/x"));
        assertProblem(
                () -> FileRolls.opened(config(Map.of()), context),
                "MR-4000",
                "the directory "
                        + directory
                        + " (sink.directory) cannot be written to (permission denied)");
    }

    @Test
    void leavesNoTraceOfItsCheck() throws Exception {
        FileRolls.opened(config(Map.of()), context).close();
        try (var entries = Files.list(directory)) {
            assertThat(entries).isEmpty();
        }
    }

    @Test
    void saysThatAFileCannotBeMadeAndTriesAgain() throws Exception {
        try (Sink sink = FileRolls.opened(config(Map.of()), context)) {
            disk.failNext(Operation.OPEN, full());
            assertProblem(
                    () -> sink.write(Events.batch("a")),
                    "MR-4001",
                    "the file "
                            + directory.resolve(START + "-1")
                            + " cannot be made (No space left on device)");
            sink.write(Events.batch("a"));
        }
        assertThat(files()).containsExactly(Map.entry(START + "-2", "a\n"));
        assertThat(context.meters().value("connections_failed_total")).isEqualTo(1);
    }

    @Test
    void cutsAFailedBatchOffTheFile() throws Exception {
        try (Sink sink = FileRolls.opened(config(Map.of()), context)) {
            sink.write(Events.batch("a", "b"));
            disk.failNextWriteAfter(3, full());
            assertProblem(
                    () -> sink.write(Events.batch("c", "d")),
                    "MR-4002",
                    "writing to "
                            + directory.resolve(START + "-1")
                            + " failed (No space left on device)");
            assertThat(files()).containsExactly(Map.entry(START + "-1", "a\nb\n"));
            sink.write(Events.batch("c", "d"));
        }
        assertThat(files())
                .containsExactly(
                        Map.entry(START + "-1", "a\nb\n"), Map.entry(START + "-2", "c\nd\n"));
        assertThat(context.problems()).isEmpty();
    }

    @Test
    void removesAFileWhoseFirstBatchFailed() throws Exception {
        try (Sink sink = FileRolls.opened(config(Map.of()), context)) {
            disk.failNextWriteAfter(3, full());
            assertThatThrownBy(() -> sink.write(Events.batch("c", "d")))
                    .isInstanceOf(ProblemException.class);
            assertThat(files()).isEmpty();
        }
    }

    @Test
    void cutsABatchThatTheDiskDidNotMakeDurable() throws Exception {
        try (Sink sink = FileRolls.opened(config(Map.of()), context.with(Level.FSYNC))) {
            sink.write(Events.batch("a"));
            disk.failNext(Operation.SYNC, new IOException("Input/output error"));
            assertProblem(
                    () -> sink.write(Events.batch("b")),
                    "MR-4002",
                    "writing to "
                            + directory.resolve(START + "-1")
                            + " failed (Input/output error)");
            assertThat(files()).containsExactly(Map.entry(START + "-1", "a\n"));
        }
    }

    @Test
    void cutsByNameWhenTheHandleIsOfNoUse() throws Exception {
        try (Sink sink = FileRolls.opened(config(Map.of()), context)) {
            sink.write(Events.batch("a"));
            disk.failNextWriteAfter(1, full());
            disk.failNext(Operation.TRUNCATE, new IOException("closed"));
            assertThatThrownBy(() -> sink.write(Events.batch("b")))
                    .isInstanceOf(ProblemException.class);
        }
        assertThat(files()).containsExactly(Map.entry(START + "-1", "a\n"));
        assertThat(context.problems()).isEmpty();
    }

    @Test
    void saysUpToWhereAFileIsGoodThatItCannotCut() throws Exception {
        try (Sink sink = FileRolls.opened(config(Map.of()), context)) {
            sink.write(Events.batch("a"));
            disk.failNextWriteAfter(1, full());
            disk.failNext(Operation.TRUNCATE, new IOException("no"));
            disk.failNext(Operation.TRUNCATE, new IOException("never"));
            assertThatThrownBy(() -> sink.write(Events.batch("b")))
                    .isInstanceOf(ProblemException.class);
        }
        assertThat(context.codes()).containsExactly("MR-4003");
        assertThat(context.problems().getFirst().what())
                .isEqualTo(
                        "the file "
                                + directory.resolve(START + "-1")
                                + " cannot be cut to its first 2 bytes (never)");
    }

    @Test
    void cutsEvenWhenTheThreadIsInterrupted() throws Exception {
        try (Sink sink = FileRolls.opened(config(Map.of()), context)) {
            sink.write(Events.batch("a"));
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> sink.write(Events.batch("b")))
                    .isInstanceOf(ProblemException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(files()).containsExactly(Map.entry(START + "-1", "a\n"));
        assertThat(context.problems()).isEmpty();
    }

    @Test
    void saysThatAFileCouldNotBeClosed() throws Exception {
        Sink sink = FileRolls.opened(config(Map.of("sync", "ROLL")), context);
        sink.write(Events.batch("a"));
        disk.failNext(Operation.SYNC, new IOException("Input/output error"));
        sink.close();

        assertThat(context.codes()).containsExactly("MR-4004");
        assertThat(context.problems().getFirst().effect()).contains("may not have all");
    }

    @Test
    void warnsOfASettingThatTheSerializerDoesNotKnow() throws Exception {
        FileRolls.opened(config(Map.of("apendNewline", "false")), context).close();

        assertThat(context.codes()).containsExactly("MR-4005");
        assertThat(context.problems().getFirst().severity()).isEqualTo(Problem.Severity.WARNING);
    }

    @Test
    void syncsEachBatchBehindADurableChannel() throws Exception {
        try (Sink sink = FileRolls.opened(config(Map.of()), context.with(Level.FSYNC))) {
            sink.write(Events.batch("a"));
            sink.write(Events.batch("b"));
            assertThat(disk.count(Operation.SYNC)).isEqualTo(2);
            assertThat(disk.count(Operation.SYNC_DIRECTORY)).isEqualTo(1);
        }
        assertThat(disk.count(Operation.SYNC)).isEqualTo(2);
    }

    @Test
    void doesNotSyncBehindAChannelInMemory() throws Exception {
        try (Sink sink = FileRolls.opened(config(Map.of()), context)) {
            sink.write(Events.batch("a"));
        }
        assertThat(disk.count(Operation.SYNC)).isZero();
        assertThat(disk.count(Operation.SYNC_DIRECTORY)).isZero();
    }

    @Test
    void syncsOnceAtTheRollWhereToldSo() throws Exception {
        try (Sink sink =
                FileRolls.opened(config(Map.of("sync", "ROLL")), context.with(Level.FSYNC))) {
            sink.write(Events.batch("a"));
            sink.write(Events.batch("b"));
            assertThat(disk.count(Operation.SYNC)).isZero();
            clock.advance(Duration.ofSeconds(30));
            sink.maintain();
            assertThat(disk.count(Operation.SYNC)).isEqualTo(1);
        }
    }

    @Test
    void writesABlockOfLinesAtOnce() throws Exception {
        byte[] lines =
                "a line as it lies in a file\n".repeat(7000).getBytes(StandardCharsets.UTF_8);
        BlockBuilder builder = new BlockBuilder(lines.length, 7000);
        System.arraycopy(lines, 0, builder.array(), 0, lines.length);
        builder.advance(lines.length);
        for (int i = 0; i < 7000; i++) {
            builder.mark(i * 28, 27);
        }
        try (Sink sink = FileRolls.opened(config(Map.of()), context)) {
            sink.write(Batch.of(builder.build(0)));
            assertThat(disk.count(Operation.WRITE)).isEqualTo(1);
        }
        assertThat(files().get(START + "-1")).isEqualTo(new String(lines, StandardCharsets.UTF_8));
    }

    @Test
    void refusesEventsAfterItsEnd() throws Exception {
        Sink sink = FileRolls.opened(config(Map.of()), context);
        sink.close();
        assertThatThrownBy(() -> sink.write(Events.batch("a"))).isInstanceOf(IOException.class);
        assertThat(files()).isEmpty();
    }

    @Test
    void refusesWhatItCannotName() {
        assertThatThrownBy(() -> config(Map.of("pathManager", "hourly")))
                .hasMessageContaining("DEFAULT and ROLLTIME");
        assertThatThrownBy(() -> config(Map.of("prefix", "a/b")))
                .hasMessageContaining("sink.directory");
        assertThatThrownBy(() -> config(Map.of("serializer", "json")))
                .hasMessageContaining("sink.serializer")
                .hasMessageContaining("\"json\"");
    }

    private static IOException full() {
        return new IOException("No space left on device");
    }

    private interface Action {
        void run() throws Exception;
    }

    private static void assertProblem(Action action, String code, String what) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        failed -> {
                            assertThat(failed.problem().code()).isEqualTo(code);
                            assertThat(failed.problem().what()).isEqualTo(what);
                            assertThat(failed.problem().remedy()).isNotEmpty();
                        });
    }

    private FileRollConfig config(Map<String, String> options) {
        return FileRolls.config(directory, options);
    }

    private Map<String, String> files() throws IOException {
        return FileRolls.files(directory);
    }
}
