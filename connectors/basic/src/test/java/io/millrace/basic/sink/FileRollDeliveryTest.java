// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.frame.Batch;
import io.millrace.frame.Run;
import io.millrace.spi.ChannelNumbers;
import io.millrace.spi.Level;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.zip.CRC32C;

/** What becomes of events over failures and crashes, and what lies beside the files. */
class FileRollDeliveryTest {
    private static final long START = FileRolls.START;
    private static final String RECORD = "file-roll-record-0";

    @TempDir private Path directory;
    @TempDir private Path state;
    private final FaultDisk disk = new FaultDisk();
    private final ManualClock clock = ManualClock.at(START);
    private TestContext context;

    @BeforeEach
    void behindADurableChannel() {
        context = FileRolls.context(state, clock, disk).with(Level.FSYNC);
    }

    @Test
    void passesOverWhatIsInAFileAlready() throws Exception {
        Sink killed = opened(Map.of());
        killed.write(events(0, 5));
        crash(killed);
        try (Sink sink = opened(Map.of())) {
            sink.write(events(0, 3));
            assertThat(names()).hasSize(1);
            sink.write(events(3, 8));
        }
        assertThat(lines()).containsExactlyElementsOf(bodies(0, 8));
        assertThat(context.meters().value("redelivered_events_total")).isEqualTo(5);
    }

    @Test
    void cutsWhatACrashLeftOfABatch() throws Exception {
        Sink killed = opened(Map.of());
        killed.write(events(0, 2));
        crash(killed);
        append(START + "-1", "e2\ne");
        try (Sink sink = opened(Map.of())) {
            assertThat(lines()).containsExactlyElementsOf(bodies(0, 2));
            sink.write(events(2, 4));
        }
        assertThat(lines()).containsExactlyElementsOf(bodies(0, 4));
        assertThat(context.problems()).isEmpty();
    }

    @Test
    void doesNotTrustANoteWhoseBytesAreNotInTheFile() throws Exception {
        Sink killed = opened(Map.of());
        killed.write(events(0, 2));
        killed.write(events(2, 4));
        crash(killed);
        TestFiles.write(directory.resolve(START + "-1"), "e0\ne1\ne2\n\0\0\0");
        try (Sink sink = opened(Map.of())) {
            assertThat(lines()).containsExactlyElementsOf(bodies(0, 2));
            sink.write(events(2, 4));
        }
        assertThat(lines()).containsExactlyElementsOf(bodies(0, 4));
        assertThat(context.problems()).isEmpty();
    }

    @Test
    void removesAFileOfWhichNothingCounts() throws Exception {
        Sink killed = opened(Map.of());
        killed.write(events(0, 2));
        crash(killed);
        TestFiles.write(directory.resolve(START + "-1"), "e0");
        try (Sink sink = opened(Map.of())) {
            assertThat(names()).isEmpty();
            sink.write(events(0, 2));
        }
        assertThat(lines()).containsExactlyElementsOf(bodies(0, 2));
    }

    @Test
    void writesABatchAgainThatTheDiskRefused() throws Exception {
        for (Operation failing : List.of(Operation.WRITE, Operation.SYNC)) {
            for (int call = 0; call < 4; call++) {
                clock.advance(Duration.ofSeconds(1));
                Sink sink = opened(Map.of());
                long first = clock.millis();
                sink.write(events(first, first + 2));
                disk.failFrom(call, new IOException("No space left on device"));
                boolean failed = isRefused(sink, events(first + 2, first + 5));
                assertThat(isRefused(sink, events(first + 2, first + 5))).isTrue();
                assertThat(disk.heal()).as(failing + " " + call).isTrue();
                if (call % 2 == 0) {
                    crash(sink);
                    clock.advance(Duration.ofSeconds(1));
                    sink = opened(Map.of());
                    sink.write(events(first, first + 2));
                }
                sink.write(events(first + (failed ? 2 : 1), first + 5));
                sink.close();
                assertThat(lines()).containsOnlyOnceElementsOf(bodies(first, first + 5));
            }
        }
    }

    private static boolean isRefused(Sink sink, Batch batch) throws InterruptedException {
        try {
            sink.write(batch);
            return false;
        } catch (IOException refused) {
            return true;
        }
    }

    @Test
    void writesNothingBeforeAFailedBatchIsCutOff() throws Exception {
        try (Sink sink = opened(Map.of())) {
            sink.write(events(0, 1));
            disk.onlyIn(path -> path.startsWith(directory));
            disk.failNextWriteAfter(1, new IOException("No space left on device"));
            for (int i = 0; i < 4; i++) {
                disk.failNext(Operation.TRUNCATE, new IOException("never"));
            }
            assertProblem("MR-4002", sink, events(1, 3));
            assertThat(context.codes()).containsExactly("MR-4003");
            assertProblem("MR-4003", sink, events(1, 3));
            sink.write(events(1, 3));
        }
        assertThat(lines()).containsExactlyElementsOf(bodies(0, 3));
    }

    @Test
    void keepsTheBatchWhileTheRecordCannotBeWritten() throws Exception {
        try (Sink sink = opened(Map.of())) {
            disk.onlyIn(path -> path.startsWith(state));
            disk.failFrom(0, new IOException("Input/output error"));
            assertProblem("MR-4009", sink, events(0, 3));
            disk.heal();
            sink.write(events(0, 3));
            disk.failFrom(0, new IOException("Input/output error"));
            assertProblem("MR-4002", sink, events(3, 4));
            disk.heal();
            sink.write(events(3, 4));
        }
        assertThat(lines()).containsExactlyElementsOf(bodies(0, 4));
    }

    @Test
    void knowsTheEventsOfAllInstances() throws Exception {
        TestContext one = context.instance(0, 2);
        TestContext two = context.instance(1, 2);
        Sink first = opened(Map.of(), one);
        Sink second = opened(Map.of(), two);
        first.write(events(one, 0, 2));
        second.write(events(two, 2, 4));
        crash(first);
        crash(second);
        try (Sink sink = opened(Map.of())) {
            sink.write(events(0, 6));
        }
        assertThat(lines()).containsExactlyInAnyOrderElementsOf(bodies(0, 6));
    }

    @Test
    void saysThatTheRecordIsInUse() throws Exception {
        try (Sink running = opened(Map.of())) {
            assertThatThrownBy(() -> opened(Map.of()).close()).hasMessageContaining("MR-4006");
            running.write(events(0, 1));
        }
        assertThat(lines()).containsExactly("e0");
    }

    @Test
    void leavesTheRecordOfALaterVersionAlone() throws Exception {
        opened(Map.of()).close();
        Path record = state.resolve("state").resolve(RECORD);
        byte[] later = new byte[40];
        String line = "millrace-file-roll-record 2";
        CRC32C crc = new CRC32C();
        crc.update(line.getBytes(StandardCharsets.UTF_8));
        byte[] text =
                ("%08x ".formatted(crc.getValue()) + line + "\n").getBytes(StandardCharsets.UTF_8);
        System.arraycopy(text, 0, later, 0, text.length);
        Files.write(record, later);
        assertThatThrownBy(() -> opened(Map.of()).close()).hasMessageContaining("MR-4007");
        assertThat(record).hasBinaryContent(later);
    }

    @Test
    void cutsNothingOffWhereTheRecordIsDamaged() throws Exception {
        Sink killed = opened(Map.of());
        killed.write(events(0, 2));
        killed.write(events(2, 4));
        crash(killed);
        append(START + "-1", "e4\n");
        Path record = state.resolve("state").resolve(RECORD);
        byte[] bytes = Files.readAllBytes(record);
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(" C ");
        bytes[at + 3] ^= 1;
        Files.write(record, bytes);
        try (Sink sink = opened(Map.of())) {
            assertThat(context.codes()).containsExactly("MR-4008");
            assertThat(lines()).containsExactlyElementsOf(bodies(0, 5));
            sink.write(events(5, 6));
        }
    }

    @Test
    void saysThatAFileIsShorterThanWhatWasAcknowledged() throws Exception {
        Sink killed = opened(Map.of());
        killed.write(events(0, 2));
        killed.write(events(2, 4));
        crash(killed);
        TestFiles.write(directory.resolve(START + "-1"), "e0\n");
        opened(Map.of()).close();
        assertThat(context.codes()).containsExactly("MR-4012");
        assertThat(context.problems().getFirst().effect()).contains("3 bytes are lost");
    }

    @Test
    void saysThatAFileIsGone() throws Exception {
        Sink killed = opened(Map.of());
        killed.write(events(0, 2));
        crash(killed);
        Files.delete(directory.resolve(START + "-1"));
        try (Sink sink = opened(Map.of())) {
            sink.write(events(0, 3));
        }
        assertThat(context.codes()).containsExactly("MR-4013");
        assertThat(lines()).containsExactly("e2");
    }

    @Test
    void saysThatTheChannelDoesNotNumberItsEvents() throws Exception {
        try (Sink sink = opened(Map.of("delivery", "EXACTLY_ONCE"))) {
            sink.write(Events.batch("a"));
            sink.write(Events.batch("b"));
        }
        assertThat(context.codes()).containsExactly("MR-4011");
        assertThat(lines()).containsExactly("a", "b");
    }

    @Test
    void keepsNoRecordForAtLeastOnce() throws Exception {
        Sink killed = opened(Map.of("delivery", "AT_LEAST_ONCE"));
        killed.write(events(0, 2));
        append(START + "-1", "tor");
        clock.advance(Duration.ofSeconds(1));
        try (Sink sink = opened(Map.of("delivery", "AT_LEAST_ONCE"))) {
            sink.write(events(0, 2));
        }
        assertThat(lines()).contains("tor").containsAll(bodies(0, 2));
        assertThat(state).isEmptyDirectory();
        killed.close();
    }

    @Test
    void writesTheRecordAnewWhenItIsFull() throws Exception {
        Sink sink = opened(Map.of("sync", "NONE"));
        Path record = state.resolve("state").resolve(RECORD);
        long size = Files.size(record);
        for (int i = 0; i < 6000; i++) {
            // With gaps, or all of it is one range.
            sink.write(events(2L * i, 2L * i + 1));
        }
        assertThat(Files.size(record)).isGreaterThan(size);
        crash(sink);
        try (Sink next = opened(Map.of())) {
            next.write(events(0, 12_000));
        }
        assertThat(lines()).hasSize(12_000).doesNotHaveDuplicates();
    }

    private Sink opened(Map<String, String> options) throws IOException, InterruptedException {
        return opened(options, context);
    }

    private Sink opened(Map<String, String> options, TestContext context)
            throws IOException, InterruptedException {
        return FileRolls.opened(FileRolls.config(directory, options), context);
    }

    /** As if the process were gone: what it would note at its end is not noted. */
    private void crash(Sink sink) throws IOException {
        Path records = state.resolve("state");
        Map<Path, byte[]> found = new TreeMap<>();
        try (var entries = Files.list(records)) {
            for (Path path : entries.toList()) {
                found.put(path, Files.readAllBytes(path));
            }
        }
        sink.close();
        for (Map.Entry<Path, byte[]> entry : found.entrySet()) {
            Files.write(entry.getKey(), entry.getValue());
        }
        clock.advance(Duration.ofSeconds(1));
    }

    private void append(String name, String text) throws IOException {
        Path path = directory.resolve(name);
        Files.writeString(path, Files.readString(path) + text);
    }

    private static void assertProblem(String code, Sink sink, Batch batch) {
        assertThatThrownBy(() -> sink.write(batch))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        told -> assertThat(told.problem().code()).isEqualTo(code));
    }

    private Batch events(long from, long end) {
        return events(context, from, end);
    }

    /** Event n has the body {@code e<n>} and the number n; three of them are a run. */
    private static Batch events(TestContext context, long from, long end) {
        List<Run> runs = new ArrayList<>();
        List<Long> firsts = new ArrayList<>();
        for (long first = from; first < end; ) {
            long next = Math.min(end, (first / 3 + 1) * 3);
            String[] bodies =
                    LongStream.range(first, next).mapToObj(n -> "e" + n).toArray(String[]::new);
            runs.addAll(Events.batch(bodies).runs());
            firsts.add(first);
            first = next;
        }
        Batch batch = Batch.of(runs);
        context.holdings().number(batch, new ChannelNumbers("c", firsts));
        return batch;
    }

    private static List<String> bodies(long from, long end) {
        return LongStream.range(from, end).mapToObj(n -> "e" + n).toList();
    }

    private List<String> names() throws IOException {
        return List.copyOf(FileRolls.files(directory).keySet());
    }

    private List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String text : FileRolls.files(directory).values()) {
            lines.addAll(text.lines().toList());
        }
        return lines;
    }
}
