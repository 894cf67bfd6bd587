// SPDX-License-Identifier: Apache-2.0
package io.millrace.formats;

import io.millrace.frame.Block;
import io.millrace.frame.Run;
import io.millrace.frame.StreamPosition;

import java.util.ArrayList;
import java.util.List;

/** What is in a file, counted as it is written. For one thread at a time. */
public final class Tally {
    /** Of streams; what goes beyond is left out, and that is said. */
    public static final int MOST_SOURCES = 1000;

    private static final String TIMESTAMP = "timestamp";

    private long events;
    private long bodyBytes;
    private long earliest = Long.MAX_VALUE;
    private long latest = Long.MIN_VALUE;
    private final List<Source> sources = new ArrayList<>();
    private boolean sourcesLeftOut;

    /**
     * Events of a stream that a source can read again.
     *
     * @param first the lowest number
     * @param last the highest one; some between them may be elsewhere
     */
    public record Source(String stream, long epoch, long first, long last, long events) {

        private boolean isContinuedBy(Source next) {
            return stream.equals(next.stream) && epoch == next.epoch && last < next.first;
        }
    }

    /** Counts the events of a run. */
    public void add(Run run) {
        events += run.size();
        bodyBytes += run.bodyBytes();
        for (int event = 0; event < run.size(); event++) {
            long time =
                    run.headers()
                            .number(run.blockIndex(event), TIMESTAMP, run.block().acceptedMillis());
            earliest = Math.min(earliest, time);
            latest = Math.max(latest, time);
        }
        Block block = run.block();
        StreamPosition position = block.position();
        if (position != null && run.size() > 0) {
            add(
                    new Source(
                            position.stream(),
                            position.epoch(),
                            block.ordinal(run.blockIndex(0)),
                            block.ordinal(run.blockIndex(run.size() - 1)),
                            run.size()));
        }
    }

    private void add(Source next) {
        Source last = sources.isEmpty() ? null : sources.getLast();
        if (last != null && last.isContinuedBy(next)) {
            sources.set(
                    sources.size() - 1,
                    new Source(
                            last.stream(),
                            last.epoch(),
                            last.first(),
                            next.last(),
                            last.events() + next.events()));
        } else if (sources.size() < MOST_SOURCES) {
            sources.add(next);
        } else {
            sourcesLeftOut = true;
        }
    }

    /** Adds what is in the other one, which is empty afterwards. */
    public void take(Tally other) {
        events += other.events;
        bodyBytes += other.bodyBytes;
        earliest = Math.min(earliest, other.earliest);
        latest = Math.max(latest, other.latest);
        other.sources.forEach(this::add);
        sourcesLeftOut |= other.sourcesLeftOut;
        other.clear();
    }

    public void clear() {
        events = 0;
        bodyBytes = 0;
        earliest = Long.MAX_VALUE;
        latest = Long.MIN_VALUE;
        sources.clear();
        sourcesLeftOut = false;
    }

    public long events() {
        return events;
    }

    /** The sum of the lengths of the bodies. */
    public long bodyBytes() {
        return bodyBytes;
    }

    /** The first time of an event, header or acceptance; without meaning if there is none. */
    public long earliest() {
        return earliest;
    }

    public long latest() {
        return latest;
    }

    public List<Source> sources() {
        return List.copyOf(sources);
    }

    public boolean areSourcesLeftOut() {
        return sourcesLeftOut;
    }
}
