// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.formats.commit.Span;
import io.millrace.hdfs.RecordContents.Begun;
import io.millrace.hdfs.RecordContents.Length;
import io.millrace.host.real.RealHost;
import io.millrace.spi.ProblemException;
import io.millrace.testkit.FaultDisk;
import io.millrace.testkit.TestContext;
import io.millrace.testkit.TestFiles;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the record on disk keeps, and what becomes of a damaged one. */
class WriteRecordTest {
    private static final FileNames.Pair A = pair("a b%1");

    @TempDir Path directory;

    private static FileNames.Pair pair(String name) {
        return new FileNames.Pair(
                new org.apache.hadoop.fs.Path("hdfs://nn/x/" + name + ".tmp"),
                new org.apache.hadoop.fs.Path("hdfs://nn/x/" + name));
    }

    private TestContext context() {
        return TestContext.named("k1").in(directory);
    }

    private Path path(int instance) {
        return directory.resolve("state").resolve("hdfs-record-" + instance);
    }

    private String text(int instance) throws IOException {
        return Files.readString(path(instance), StandardCharsets.UTF_8);
    }

    @Test
    void keepsWhatIsCommittedAndForgetsWhatIsSettled() throws Exception {
        try (WriteRecord record = WriteRecord.open(context(), true)) {
            long a = record.begin(A, 0);
            long b = record.begin(pair("b"), 7);
            record.commit("c", List.of(new Span(3, 2, 50)), List.of(new Length(a, 10, false)));
            record.settled(b);
        }
        try (WriteRecord record = WriteRecord.open(context(), true)) {
            assertThat(record.left().values()).containsExactly(new Begun(A, 10, false));
            assertThat(record.has("c", 4, 50)).isTrue();
            assertThat(record.has("c", 5, 50)).isFalse();
            assertThat(record.isDamaged()).isFalse();
        }
    }

    @Test
    void leavesOutATornLine() throws Exception {
        try (WriteRecord record = WriteRecord.open(context(), true)) {
            long a = record.begin(A, 0);
            record.commit("c", List.of(new Span(0, 1, 1)), List.of(new Length(a, 5, false)));
            record.commit("c", List.of(new Span(1, 1, 1)), List.of(new Length(a, 9, true)));
        }
        String whole = text(0);
        int lastLine = whole.lastIndexOf('\n', whole.length() - 2) + 1;
        for (int length = lastLine; length < whole.length(); length++) {
            TestFiles.write(path(0), whole.substring(0, length));
            TestContext context = context();
            try (WriteRecord record = WriteRecord.open(context, true)) {
                assertThat(record.left().values()).containsExactly(new Begun(A, 5, false));
                assertThat(record.has("c", 1, 1)).isFalse();
                assertThat(context.codes()).isEmpty();
            }
        }
    }

    @Test
    void saysThatALineIsDamaged() throws Exception {
        try (WriteRecord record = WriteRecord.open(context(), true)) {
            long a = record.begin(A, 0);
            record.commit("c", List.of(new Span(0, 1, 1)), List.of(new Length(a, 5, false)));
            record.commit("c", List.of(new Span(1, 1, 1)), List.of(new Length(a, 9, false)));
        }
        TestFiles.write(path(0), text(0).replace("0=5", "0=6"));
        TestContext context = context();
        try (WriteRecord record = WriteRecord.open(context, true)) {
            assertThat(record.isDamaged()).isTrue();
            assertThat(record.left().values()).containsExactly(new Begun(A, 9, false));
            assertThat(context.codes()).containsExactly("MR-4125");
        }
    }

    @Test
    void isNotOpenedTwice() throws Exception {
        try (WriteRecord record = WriteRecord.open(context(), true)) {
            assertThat(record.left()).isEmpty();
            ProblemException refused =
                    catchThrowableOfType(
                            ProblemException.class, () -> WriteRecord.open(context(), true));
            assertThat(refused.problem().code()).isEqualTo("MR-4126");
        }
    }

    @Test
    void refusesTheRecordOfALaterVersionAndLeavesIt() throws Exception {
        String later = RecordContents.line("millrace-hdfs-record 2");
        TestFiles.write(path(0), later);
        ProblemException refused =
                catchThrowableOfType(
                        ProblemException.class, () -> WriteRecord.open(context(), true));
        assertThat(refused.problem().code()).isEqualTo("MR-4127");
        assertThat(text(0)).isEqualTo(later);
    }

    @Test
    void takesOverFromInstancesThatAreNoMore() throws Exception {
        try (WriteRecord second = WriteRecord.open(context().instance(1, 2), true)) {
            long a = second.begin(A, 0);
            second.commit("c", List.of(new Span(8, 1, 1)), List.of(new Length(a, 5, false)));
        }
        try (WriteRecord first = WriteRecord.open(context().instance(0, 2), true)) {
            assertThat(first.left()).isEmpty();
            assertThat(first.has("c", 8, 1)).isTrue();
        }
        try (WriteRecord only = WriteRecord.open(context(), true)) {
            assertThat(only.left().values()).containsExactly(new Begun(A, 5, false));
            assertThat(only.has("c", 8, 1)).isTrue();
        }
        assertThat(path(1)).doesNotExist();
    }

    @Test
    void isWrittenAnewAfterAFailureWithoutWhatFailed() throws Exception {
        FaultDisk disk = new FaultDisk();
        RealHost real = new RealHost();
        TestContext context =
                context().with(new RealHost(real.clock(), real.threads(), disk, real.net()));
        try (WriteRecord record = WriteRecord.open(context, true)) {
            long a = record.begin(A, 0);
            disk.failNext(FaultDisk.Operation.SYNC, new IOException("failed"));
            List<Length> lengths = List.of(new Length(a, 5, false));
            assertThatThrownBy(() -> record.commit("c", List.of(new Span(0, 1, 1)), lengths))
                    .hasMessage("failed");
            assertThat(record.has("c", 0, 1)).isFalse();
            assertThat(text(0)).contains("0+1@1");

            record.requireSound();
            assertThat(text(0)).doesNotContain("0+1@1");
        }
    }

    @Test
    void doesNotGrowForEver() throws Exception {
        try (WriteRecord record = WriteRecord.open(context(), false)) {
            long a = record.begin(A, 0);
            for (int i = 0; i < 100_000; i++) {
                record.commit(
                        "channel-" + "x".repeat(40),
                        List.of(new Span(i, 1, 1)),
                        List.of(new Length(a, i, false)));
            }
            assertThat(Files.size(path(0))).isLessThan(5 << 20);
        }
        try (WriteRecord record = WriteRecord.open(context(), false)) {
            assertThat(record.left().values()).containsExactly(new Begun(A, 99_999, false));
        }
        assertThat(Files.size(path(0))).isLessThan(1000);
    }
}
