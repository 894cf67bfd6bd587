// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.frame.Batch;
import io.millrace.frame.BlockBuilder;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

class AppendTest {
    private final AtomicInteger settled = new AtomicInteger();
    private final List<Append> appends = new ArrayList<>();
    private final List<Thread> waiting = new ArrayList<>();

    private Append append() {
        return append(done -> settled.incrementAndGet());
    }

    private Append append(Consumer<Append> settled) {
        BlockBuilder block = new BlockBuilder(1, 1);
        block.append(new byte[] {'x'}, 0, 1);
        Append append = new Append(Batch.of(block.build(0)), Compression.NONE, settled);
        appends.add(append);
        return append;
    }

    /** A thread that waits for an append, and has begun to. */
    private Thread waiter(Supplier<Thread.Builder> threads) {
        Append append = append();
        Thread thread =
                threads.get()
                        .start(() -> {
                            try {
                                append.await();
                            } catch (InterruptedException expected) {
                                Thread.currentThread().interrupt();
                            } catch (IOException failed) {
                                throw new AssertionError(failed);
                            }
                        });
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        waiting.add(thread);
        return thread;
    }

    @Test
    void wakesAllThatWaitForAGroup() throws Exception {
        for (int i = 0; i < 100; i++) {
            waiter(i % 7 == 3 ? Thread::ofPlatform : Thread::ofVirtual);
        }
        Append.complete(appends);
        for (Thread thread : waiting) {
            thread.join();
        }
        assertThat(settled).hasValue(100);
    }

    @Test
    void wakesTheOthersIfSomeDoNotWaitAnyMore() throws Exception {
        for (int i = 0; i < 60; i++) {
            if (i % 3 == 0) {
                // Nobody waits for it yet.
                append();
            }
            Thread thread = waiter(Thread::ofVirtual);
            if (i % 3 == 1 || i < 3) {
                thread.interrupt();
                thread.join();
            }
        }
        Append.complete(appends);
        for (Thread thread : waiting) {
            thread.join();
        }
        for (Append append : appends) {
            append.await();
        }
        assertThat(settled).hasValue(80);
    }

    @Test
    void wakesAllIfOneCannotBeTold() throws Exception {
        Thread first = waiter(Thread::ofVirtual);
        Append broken =
                append(done -> {
                    throw new IllegalStateException("broken");
                });
        Thread last = waiter(Thread::ofPlatform);
        assertThatThrownBy(() -> Append.complete(appends))
                .isInstanceOf(IllegalStateException.class);
        first.join();
        last.join();
        broken.await();
    }

    @Test
    void tellsOneThatWaitsWhyItFailed() {
        Append append = append();
        Append.fail(appends, new IOException("no disk"));
        assertThatThrownBy(append::await).isInstanceOf(IOException.class).hasMessage("no disk");
        assertThat(settled).hasValue(1);
    }
}
