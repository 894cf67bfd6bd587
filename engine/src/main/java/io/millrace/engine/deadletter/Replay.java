// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.deadletter;

import io.millrace.frame.Batch;
import io.millrace.frame.Block;
import io.millrace.host.Disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Puts dead letters of one channel into the channel again, and only then lets them go: a process
 * that is killed in between replays some of them twice. For one thread.
 */
final class Replay {
    private final Disk disk;
    private final DeadLetterBox box;
    private final DeadLetterStore store;
    private final Refill refill;

    /** Let go, and perhaps still to be seen on disk. */
    private final Set<Long> gone = new HashSet<>();

    Replay(Disk disk, Path directory, DeadLetterStore store, Refill refill) {
        this.disk = disk;
        this.box = new DeadLetterBox(store.channel(), directory);
        this.store = store;
        this.refill = refill;
    }

    /**
     * What came of it.
     *
     * @param events that were replayed or discarded
     * @param isDone whether these were all; else the channel had no room for the rest
     */
    record Result(long events, boolean isDone) {}

    /** Replays the dead letters that a test names. */
    Result replay(Predicate<DeadLetter> which) throws IOException, InterruptedException {
        return new Run(which).result();
    }

    /** Lets the dead letters go that a test names. */
    long discard(Predicate<DeadLetter> which) throws IOException {
        List<DeadLetter> all = new ArrayList<>();
        visit(letter -> {
            if (which.test(letter)) {
                all.add(letter);
            }
            return true;
        });
        all.forEach(this::letGo);
        return all.size();
    }

    private void letGo(DeadLetter letter) {
        gone.add(letter.sequence());
        store.letGo(letter);
    }

    private void visit(DeadLetterBox.Visitor visitor) throws IOException {
        Set<Long> unseen = new HashSet<>(gone);
        boolean[] ended = {true};
        box.visit(
                disk,
                store.keys(),
                letter -> {
                    if (gone.contains(letter.sequence())) {
                        unseen.remove(letter.sequence());
                        return true;
                    }
                    ended[0] = visitor.visit(letter);
                    return ended[0];
                });
        if (ended[0]) {
            gone.removeAll(unseen);
        }
    }

    private final class Run {
        private final List<DeadLetter> waiting = new ArrayList<>();
        private long waitingBytes;
        private long events;
        private boolean isFull;
        private boolean isInterrupted;

        Run(Predicate<DeadLetter> which) throws IOException, InterruptedException {
            visit(letter -> {
                if (which.test(letter)) {
                    waiting.add(letter);
                    waitingBytes += letter.event().run().bodyLength(letter.event().index());
                    if (waiting.size() >= refill.mostEvents()
                            || waitingBytes >= Block.TARGET_BYTES) {
                        flush();
                    }
                }
                return !isFull && !isInterrupted;
            });
            if (!isFull && !isInterrupted) {
                flush();
            }
            if (isInterrupted) {
                throw new InterruptedException();
            }
        }

        private void flush() throws IOException {
            if (waiting.isEmpty()) {
                return;
            }
            Batch batch = Batch.EMPTY;
            for (DeadLetter letter : waiting) {
                batch = batch.then(letter.replayed());
            }
            try {
                if (!refill.put(batch)) {
                    isFull = true;
                    return;
                }
            } catch (InterruptedException stop) {
                isInterrupted = true;
                return;
            }
            waiting.forEach(Replay.this::letGo);
            events += waiting.size();
            waiting.clear();
            waitingBytes = 0;
        }

        Result result() {
            return new Result(events, !isFull);
        }
    }
}
