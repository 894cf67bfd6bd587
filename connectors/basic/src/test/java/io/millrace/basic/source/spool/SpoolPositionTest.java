// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.formats.avro.AvroContainer;
import io.millrace.frame.StreamPosition;
import io.millrace.spi.ProblemException;
import io.millrace.spi.RefusedException;
import io.millrace.testkit.TestFiles;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is read again after a stop or a crash, and what is not. */
class SpoolPositionTest {
    private static final String SCHEMA =
            """
            {"type":"record","name":"TransferStateFileMeta","fields":\
            [{"name":"offset","type":"long"}]}\
            """;

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

    private static String lines(String word, int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(word)
                    .append(' ')
                    .append(i)
                    .append(' ')
                    .append("x".repeat(100))
                    .append('\n');
        }
        return text.toString();
    }

    private static List<String> list(String text) {
        return List.of(text.split("\n"));
    }

    private Path tracker() {
        return spool.directory.resolve(".flumespool/.flumespool-main.meta");
    }

    /** Starts, lets so many blocks be taken, and stops as hard as a process that dies. */
    private void crashAfter(int blocks) throws Exception {
        spool.out.refuseAfter(blocks);
        spool.start();
        spool.out.awaitRefusal();
        spool.stop();
        spool.out.refuseAfter(Integer.MAX_VALUE);
    }

    @Test
    void goesOnInTheMiddleOfAFile() throws Exception {
        String text = lines("a", 0, 10_000);
        spool.put("a", text, 10);
        spool.put("b", "last\n", 5);
        crashAfter(1);
        crashAfter(2);
        List<String> expected = new ArrayList<>(list(text));
        assertThat(spool.out.texts()).isNotEmpty().hasSizeLessThan(expected.size());
        expected.add("last");
        assertThat(spool.all()).isEqualTo(expected);
        assertThat(spool.names()).containsExactly("a.COMPLETED", "b.COMPLETED");
    }

    @Test
    void marksAfterACrashWhatWasReadBefore() throws Exception {
        spool.put("a", "one\n");
        spool.out.beLossy();
        spool.start();
        spool.texts(1);
        spool.stop();
        assertThat(spool.names()).containsExactly("a");
        spool.out.deliver();
        assertThat(spool.all()).containsExactly("one");
        assertThat(spool.names()).containsExactly("a.COMPLETED");
    }

    @Test
    void marksNothingThatMayBeLost() throws Exception {
        spool.deletePolicy = SpoolConfig.DeletePolicy.IMMEDIATE;
        spool.put("a", "one\n", 10);
        spool.put("b", "two\n", 9);
        spool.out.beLossy();
        spool.start();
        spool.texts(2);
        spool.stop();
        spool.out.crash();
        spool.put("c", "three\n", 8);
        spool.out.deliver();
        assertThat(spool.names()).containsExactly("a", "b", "c");
        spool.start();
        assertThat(spool.texts(5)).containsExactly("one", "two", "one", "two", "three");
        assertThat(spool.names()).containsExactly("a", "b", "c");
        spool.out.deliver();
        spool.awaitNames();
    }

    @Test
    void numbersEventsAgainAsBefore() throws Exception {
        spool.put("b", "b1\nb2\n", 10);
        spool.put("c", "c1\n", 9);
        // One channel may have it; the agent dies, and an older file appears.
        crashAfter(0);
        spool.put("a", "a1\n", 100);
        assertThat(spool.all()).containsExactly("b1", "b2", "c1", "a1");
    }

    @Test
    void beginsANewEpochIfTheSameEventsCannotComeAgain() throws Exception {
        spool.put("a", "a0\n", 11);
        spool.all();
        StreamPosition before = spool.out.positions().getFirst();
        spool.put("b", "b1\nb2\n", 10);
        crashAfter(0);
        TestFiles.delete(spool.directory.resolve("b"));
        spool.put("c", "c1\n", 9);
        assertThat(spool.all()).containsExactly("a0", "c1");
        StreamPosition after = spool.out.positions().getFirst();
        assertThat(after.epoch()).isGreaterThan(before.epoch());
    }

    @Test
    void offersARefusedBatchAgain() throws Exception {
        spool.out.refuseNext(new RefusedException("no", new IOException("no")));
        spool.put("a", "one\n");
        assertThat(spool.all()).containsExactly("one");
    }

    @Test
    void knowsFilesAgainWithoutItsState() throws Exception {
        String text = lines("a", 0, 10_000);
        spool.put("a", text);
        crashAfter(2);
        int read = spool.out.events().size();
        TestFiles.delete(spool.context.stateDirectory().resolve("spooldir.files"));
        assertThat(spool.all()).hasSizeGreaterThan(read).isEqualTo(list(text));
    }

    @Test
    void refusesADamagedState() throws Exception {
        spool.put("a", "one\n");
        spool.all();
        Path state = spool.context.stateDirectory().resolve("spooldir.files");
        byte[] bytes = Files.readAllBytes(state);
        bytes[bytes.length / 2] ^= 1;
        TestFiles.write(state, bytes);
        spool.start();
        assertThatThrownBy(() -> spool.stop())
                .hasRootCauseInstanceOf(ProblemException.class)
                .hasRootCauseMessage("MR-2110 the order of reading in " + state + " is damaged");
    }

    @Test
    void startsAnewFromAPositionThatItCannotRead() throws Exception {
        spool.put("a", "one\n");
        spool.out.knows(
                new StreamPosition("spooldir:" + spool.directory, 7, 5, new byte[] {99, 1}));
        assertThat(spool.all()).containsExactly("one");
        assertThat(spool.context.codes()).contains("MR-2111");
        assertThat(spool.out.positions().getFirst().epoch()).isGreaterThan(7);
    }

    private void leaveTracker(Path file, long offset) throws IOException {
        byte[] name = file.toString().getBytes(StandardCharsets.UTF_8);
        TestFiles.write(tracker(), AvroContainer.ofLong(SCHEMA, Map.of("file", name), offset));
    }

    private Optional<Long> tracked(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(tracker());
        AvroContainer.Header header = AvroContainer.header(bytes, bytes.length);
        assertThat(header.text("file")).contains(file.toString());
        return AvroContainer.lastLong(bytes, header);
    }

    @Test
    void goesOnWhereFlumeStood() throws Exception {
        spool.put("a", "zero\n", 20);
        Path file = spool.put("b", "one\ntwo\nthree\n", 10);
        leaveTracker(file, 4);
        assertThat(spool.all()).containsExactly("zero", "two", "three");
        assertThat(tracker()).doesNotExist();
    }

    @Test
    void takesFlumesPositionOnce() throws Exception {
        spool.put("a", "one\n");
        spool.all();
        Path file = spool.put("b", "two\nthree\n");
        leaveTracker(file, 4);
        assertThat(spool.all()).containsExactly("one", "two", "three");
    }

    @Test
    void readsFromTheBeginningIfFlumesPositionIsDamaged() throws Exception {
        spool.put("a", "one\n");
        TestFiles.write(tracker(), "nothing");
        assertThat(spool.all()).containsExactly("one");
        assertThat(spool.context.codes()).contains("MR-2112");
    }

    @Test
    void leavesAPositionForFlume() throws Exception {
        String text = lines("a", 0, 10_000);
        Path file = spool.put("a", text);
        crashAfter(2);
        List<String> read = spool.out.texts();
        long bytes = String.join("\n", read).length() + 1L;
        assertThat(tracked(file)).contains(bytes);
        assertThat(bytes).isLessThan(text.length());
    }

    @Test
    void saysWhenThePositionForFlumeCannotBeWritten() throws Exception {
        spool.put("a", lines("a", 0, 10_000));
        Files.createDirectories(tracker().resolve("in the way"));
        crashAfter(2);
        assertThat(spool.context.codes()).contains("MR-2113");
    }
}
