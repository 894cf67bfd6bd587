// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import io.millrace.frame.StreamPosition;
import io.millrace.host.Clock;
import io.millrace.host.Threads;
import io.millrace.spi.Problem;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Positions over the life of several processes: loaded when a source first asks, saved while they
 * move and at the stop. Nothing is created or locked for an agent whose sources never ask. Safe for
 * any thread.
 */
final class Positions {
    private static final Duration SAVE_EVERY = Duration.ofSeconds(1);

    /** Where there are very many streams, saving takes at most this part of the time. */
    private static final int COST_PART = 20;

    private final AgentOptions options;
    private final StreamTracker streams;
    private final ProblemLog problems;
    private final PositionStore store;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Map<String, StreamPosition>> saved = new TreeMap<>();
    private @Nullable AutoCloseable directoryLock;
    private @Nullable Thread saver;

    Positions(AgentOptions options, StreamTracker streams, ProblemLog problems) {
        this.options = options;
        this.streams = streams;
        this.problems = problems;
        this.store = new PositionStore(options.host().disk(), options.stateDirectory());
    }

    Optional<StreamPosition> position(String source, String stream) throws IOException {
        load(source);
        return streams.position(source, stream);
    }

    List<StreamPosition> positions(String source) throws IOException {
        load(source);
        return streams.positions(source);
    }

    private void load(String source) throws IOException {
        lock.lock();
        try {
            if (directoryLock == null) {
                directoryLock = store.lock();
            }
            if (!saved.containsKey(source)) {
                Map<String, StreamPosition> loaded = new TreeMap<>();
                for (StreamPosition position : store.load(source)) {
                    streams.restore(source, position);
                    loaded.put(position.stream(), position);
                }
                saved.put(source, loaded);
            }
            if (saver == null) {
                saver =
                        options.host()
                                .threads()
                                .start(Threads.Kind.PLATFORM, "positions", this::saveAgainAndAgain);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes the start of a stream for its position, if it has none of that epoch, and saves it. */
    void begin(String source, StreamPosition start) throws IOException {
        position(source, start.stream());
        if (streams.begin(source, start)) {
            save();
        }
    }

    private void saveAgainAndAgain() {
        Clock clock = options.host().clock();
        try {
            long done = -1;
            Duration pause = SAVE_EVERY;
            while (true) {
                clock.sleep(pause);
                long changes = streams.changes();
                if (changes != done) {
                    long started = clock.nanos();
                    done = save() ? changes : -1;
                    Duration cost = Duration.ofNanos(COST_PART * (clock.nanos() - started));
                    pause = cost.compareTo(SAVE_EVERY) > 0 ? cost : SAVE_EVERY;
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Saves what changed, and says whether all of it was saved. */
    private boolean save() {
        boolean isSaved = true;
        lock.lock();
        try {
            for (Map.Entry<String, Map<String, StreamPosition>> entry : saved.entrySet()) {
                Map<String, StreamPosition> now = streams.safePositions(entry.getKey());
                if (!now.equals(entry.getValue())) {
                    isSaved &= saveOne(entry, now);
                }
            }
            return isSaved;
        } finally {
            lock.unlock();
        }
    }

    private boolean saveOne(
            Map.Entry<String, Map<String, StreamPosition>> entry, Map<String, StreamPosition> now) {
        try {
            store.save(entry.getKey(), now);
            entry.setValue(now);
            return true;
        } catch (IOException failed) {
            problems.report(
                    new Problem(
                            "MR-6005",
                            Problem.Severity.WARNING,
                            "source \"" + entry.getKey() + "\"",
                            "",
                            "its positions cannot be saved: " + Parts.rootCause(failed),
                            "events flow on; after a crash, those since the last saved position are"
                                    + " read again",
                            "make room below "
                                    + options.stateDirectory()
                                    + " and see its permissions"));
            return false;
        }
    }

    /** Saves what there is and lets go of the directory. */
    void close() {
        if (saver != null) {
            // The saver may be inside a file: it is left to its next sleep and ends there.
            lock.lock();
            try {
                saver.interrupt();
            } finally {
                lock.unlock();
            }
        }
        save();
        lock.lock();
        try {
            if (directoryLock != null) {
                directoryLock.close();
                directoryLock = null;
            }
        } catch (Exception failed) {
            // The lock ends with the process in any case.
        } finally {
            lock.unlock();
        }
    }
}
