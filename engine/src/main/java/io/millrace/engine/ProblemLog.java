// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import io.millrace.host.Clock;
import io.millrace.spi.Problem;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where problems of the running agent are told: once at once, then repeats are counted and told at
 * most once a minute. Safe for any thread.
 */
public final class ProblemLog {
    private static final Logger LOG = LoggerFactory.getLogger("millrace");
    private static final Duration QUIET = Duration.ofMinutes(1);
    private static final int MOST_KEPT = 1000;

    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    ProblemLog(Clock clock) {
        this.clock = clock;
    }

    private static final class Entry {
        private Problem latest;
        private long count;
        private long untold;
        private long toldNanos;

        Entry(Problem problem) {
            this.latest = problem;
        }
    }

    /** A problem and how often it came. */
    public record Told(Problem problem, long count) {}

    /** Tells a problem; {@code problem.place()} names the component. */
    public void report(Problem problem) {
        lock.lock();
        try {
            String key = problem.code() + ' ' + problem.place() + ' ' + problem.key();
            long now = clock.nanos();
            Entry entry = entries.get(key);
            boolean first = entry == null;
            if (entry == null) {
                forgetEldest();
                entry = new Entry(problem);
                entries.put(key, entry);
            }
            entry.count++;
            if (!first
                    && problem.what().equals(entry.latest.what())
                    && problem.effect().equals(entry.latest.effect())
                    && now - entry.toldNanos < QUIET.toNanos()) {
                entry.untold++;
                return;
            }
            tell(problem, entry.untold);
            entry.latest = problem;
            entry.untold = 0;
            entry.toldNanos = now;
        } finally {
            lock.unlock();
        }
    }

    private void forgetEldest() {
        if (entries.size() >= MOST_KEPT) {
            var eldest = entries.entrySet().iterator();
            eldest.next();
            eldest.remove();
        }
    }

    private static void tell(Problem problem, long repeats) {
        StringBuilder line = new StringBuilder(200);
        line.append(problem.code()).append(' ').append(problem.place());
        if (!problem.key().isEmpty()) {
            line.append(' ').append(problem.key());
        }
        line.append(": ").append(problem.what());
        if (!problem.effect().isEmpty()) {
            line.append("; effect: ").append(phrase(problem.effect()));
        }
        if (!problem.remedy().isEmpty()) {
            line.append("; remedy: ").append(phrase(problem.remedy()));
        }
        if (repeats > 0) {
            line.append(" (").append(repeats).append(" more of these since the last line)");
        }
        switch (problem.severity()) {
            case ERROR -> LOG.error(line.toString());
            case WARNING -> LOG.warn(line.toString());
            case HINT -> LOG.info(line.toString());
        }
    }

    /** A sentence as a part of a longer one. */
    private static String phrase(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    /** All problems that were told, the oldest first. */
    public List<Told> told() {
        lock.lock();
        try {
            List<Told> told = new ArrayList<>(entries.size());
            entries.values().forEach(entry -> told.add(new Told(entry.latest, entry.count)));
            return told;
        } finally {
            lock.unlock();
        }
    }
}
