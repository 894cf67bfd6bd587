// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.millrace.frame.Run;
import io.millrace.hdfs.GuardedCalls.Steps;
import io.millrace.host.Clock;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Writes the events of a batch and flushes every file that got some. */
final class WriteTask implements GuardedCalls.Task {

    /** Events that go to one bucket. */
    record Part(Bucket bucket, Run run) {}

    private final Hadoop hadoop;
    private final Clock clock;
    private final List<Part> parts;
    private final Collection<Bucket> touched;
    private final List<Bucket> evicted;
    private final Attempt attempt = new Attempt();
    private @Nullable Bucket current;

    /**
     * @param touched the buckets of the parts
     * @param evicted buckets whose files are closed first
     */
    WriteTask(
            Hadoop hadoop,
            Clock clock,
            List<Part> parts,
            Collection<Bucket> touched,
            List<Bucket> evicted) {
        this.hadoop = hadoop;
        this.clock = clock;
        this.parts = parts;
        this.touched = touched;
        this.evicted = evicted;
    }

    @Override
    public void run(Steps steps) throws IOException {
        attempt.begin(steps);
        hadoop.identity().run(steps, this::write);
    }

    private void write() throws IOException {
        for (Bucket bucket : evicted) {
            bucket.finishOrLeave(attempt);
        }
        for (Part part : parts) {
            current = part.bucket();
            part.bucket().append(part.run(), attempt);
        }
        for (Bucket bucket : touched) {
            current = bucket;
            bucket.flush(attempt, clock.nanos());
        }
        current = null;
    }

    /** The bucket at which the task failed, or null if it was none. */
    @Nullable Bucket current() {
        return current;
    }

    /** What was done so far. */
    Attempt attempt() {
        return attempt;
    }

    /** All files that the task has in its hands; it may not run any more. */
    Set<Unsettled> allFiles() {
        Set<Unsettled> all = new LinkedHashSet<>(attempt.leftOver());
        all.addAll(attempt.toCommit());
        for (Collection<Bucket> buckets : List.of(touched, evicted)) {
            for (Bucket bucket : buckets) {
                OpenFile file = bucket.takeFile();
                if (file != null) {
                    all.add(file);
                }
            }
        }
        return all;
    }
}
