// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.frame.Batch;
import io.millrace.spi.Delivery;
import io.millrace.spi.Health;
import io.millrace.spi.Level;
import io.millrace.spi.ProblemException;
import io.millrace.spi.Sink;
import io.millrace.testkit.Events;
import io.millrace.testkit.FaultDisk;
import io.millrace.testkit.ManualClock;
import io.millrace.testkit.TestContext;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/** What becomes of full batches: they are held, and become durable while the next ones come. */
@Timeout(60)
class FileRollGroupTest {
    private static final int FULL = 100;

    @TempDir private Path directory;
    @TempDir private Path state;
    private final FaultDisk disk = new FaultDisk();
    private final ManualClock clock = ManualClock.at(FileRolls.START);

    /** How many syncs may pass. */
    private final Semaphore syncs = new Semaphore(0);

    private TestContext context;

    @BeforeEach
    void behindADurableChannel() {
        context = FileRolls.context(state, clock, disk).with(Level.FSYNC);
        disk.onlyIn(path -> path.startsWith(directory));
        disk.beforeSync(syncs::acquireUninterruptibly);
    }

    private Sink opened() throws Exception {
        return FileRolls.opened(FileRolls.config(directory, Map.of()), context);
    }

    private static Batch full(String body) {
        return Events.batch(Collections.nCopies(FULL, body).toArray(String[]::new));
    }

    private static String lines(String... bodies) {
        StringBuilder lines = new StringBuilder();
        for (String body : bodies) {
            lines.append((body + "\n").repeat(FULL));
        }
        return lines.toString();
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            assertThat(Thread.interrupted()).as("out of time").isFalse();
            Thread.onSpinWait();
        }
    }

    private void awaitConfirmed(int batches) {
        await(() -> context.holdings().confirmedEvents() == batches * FULL);
    }

    private String text() throws IOException {
        return String.join("", FileRolls.files(directory).values());
    }

    @Test
    void oneSyncServesAllThatCameDuringTheOneBefore() throws Exception {
        try (Sink sink = opened()) {
            assertThat(sink.write(full("a"))).isEqualTo(Delivery.held());
            await(syncs::hasQueuedThreads);
            assertThat(sink.write(full("b"))).isEqualTo(Delivery.held());
            assertThat(sink.write(full("c"))).isEqualTo(Delivery.held());
            assertThat(text()).isEqualTo(lines("a", "b", "c"));
            assertThat(context.holdings().confirmedEvents()).isZero();
            syncs.release();
            awaitConfirmed(1);
            syncs.release();
            awaitConfirmed(3);
            assertThat(disk.count(FaultDisk.Operation.SYNC)).isEqualTo(2);
        }
    }

    @Test
    void aBatchThatIsNotFullWaitsForTheDisk() throws Exception {
        syncs.release(2);
        try (Sink sink = opened()) {
            assertThat(sink.write(full("a"))).isEqualTo(Delivery.held());
            assertThat(sink.write(Events.batch("b"))).isEqualTo(Delivery.delivered());
            assertThat(context.holdings().confirmedEvents()).isEqualTo(FULL);
            assertThat(text()).isEqualTo(lines("a") + "b\n");
        }
    }

    @Test
    void whatIsHeldIsDurableBeforeTheFileIsRolledAndTheSinkClosed() throws Exception {
        syncs.release(1000);
        try (Sink sink = opened()) {
            sink.write(full("a"));
            clock.advance(Duration.ofSeconds(31));
            sink.maintain();
            assertThat(context.holdings().confirmedEvents()).isEqualTo(FULL);
            sink.write(full("b"));
        }
        assertThat(context.holdings().confirmedEvents()).isEqualTo(2 * FULL);
        assertThat(FileRolls.files(directory).values()).containsExactly(lines("a"), lines("b"));
    }

    @Test
    void whatFailsIsCutOffAndGivenBackWithAllBehindIt() throws Exception {
        try (Sink sink = opened()) {
            sink.write(full("a"));
            syncs.release();
            awaitConfirmed(1);
            disk.failNext(FaultDisk.Operation.SYNC, new IOException("Input/output error"));
            Batch second = full("b");
            Batch third = full("c");
            sink.write(second);
            await(syncs::hasQueuedThreads);
            sink.write(third);
            syncs.release(1000);
            await(() -> disk.count(FaultDisk.Operation.TRUNCATE) == 1);
            assertThatThrownBy(() -> sink.write(full("d")))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            told -> assertThat(told.problem().code()).isEqualTo("MR-4002"));
            assertThat(context.holdings().givenBack()).isEmpty();
            sink.maintain();
            // Each goes to the head of the channel, so the last one first.
            assertThat(context.holdings().givenBack()).containsExactly(third, second);
            assertThat(text()).isEqualTo(lines("a"));
            // The next one tells at once whether it works again.
            assertThat(sink.write(full("b"))).isEqualTo(Delivery.delivered());
            assertThat(sink.write(full("c"))).isEqualTo(Delivery.held());
        }
        assertThat(text()).isEqualTo(lines("a", "b", "c"));
    }

    @Test
    void aFailureIsToldWhenNothingElseComes() throws Exception {
        syncs.release(1000);
        try (Sink sink = opened()) {
            disk.failNext(FaultDisk.Operation.SYNC, new IOException("Input/output error"));
            sink.write(full("a"));
            await(() -> disk.count(FaultDisk.Operation.DELETE) == 2);
            assertThatThrownBy(sink::maintain).isInstanceOf(ProblemException.class);
            assertThat(context.holdings().givenBack()).hasSize(1);
            assertThat(sink.maintain()).isGreaterThan(Duration.ofSeconds(1));
            sink.write(full("a"));
            assertThat(sink.health()).isEqualTo(Health.up());
        }
        assertThat(text()).isEqualTo(lines("a"));
    }

    @Test
    void aWriteThatFailsTakesWhatIsNotUnderWayWithIt() throws Exception {
        try (Sink sink = opened()) {
            sink.write(full("a"));
            await(syncs::hasQueuedThreads);
            Batch second = full("b");
            sink.write(second);
            disk.failNextWriteAfter(17, new IOException("No space left on device"));
            syncs.release(1000);
            assertThatThrownBy(() -> sink.write(full("c"))).isInstanceOf(ProblemException.class);
            sink.maintain();
            List<Batch> back = context.holdings().givenBack();
            int confirmed = context.holdings().confirmedEvents();
            assertThat(confirmed + back.size() * FULL).isEqualTo(2 * FULL);
            assertThat(confirmed).isGreaterThanOrEqualTo(FULL);
            assertThat(text()).isEqualTo(confirmed == FULL ? lines("a") : lines("a", "b"));
        }
    }

    @Test
    void doesNotHoldMoreThanFits() throws Exception {
        try (Sink sink = opened()) {
            String megabyte = "x".repeat((1 << 20) / FULL);
            for (int i = 0; i < 4; i++) {
                sink.write(full(megabyte));
                if (i == 0) {
                    await(syncs::hasQueuedThreads);
                }
            }
            Thread writer =
                    new Thread(() -> {
                        try {
                            sink.write(full(megabyte));
                            sink.write(full(megabyte));
                        } catch (IOException | InterruptedException failed) {
                            throw new IllegalStateException(failed);
                        }
                    });
            writer.start();
            await(() -> writer.getState() == Thread.State.WAITING);
            syncs.release(1000);
            writer.join();
        }
        assertThat(context.holdings().confirmedEvents()).isEqualTo(6 * FULL);
    }
}
