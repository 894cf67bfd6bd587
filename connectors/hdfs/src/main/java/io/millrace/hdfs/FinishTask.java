// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.millrace.hdfs.GuardedCalls.HungException;
import io.millrace.hdfs.GuardedCalls.Steps;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Closes and renames files whose events are delivered; one that fails does not hinder the others.
 */
final class FinishTask implements GuardedCalls.Task {
    private final Hadoop hadoop;
    private final List<Bucket> buckets;
    private final List<? extends Unsettled> retried;
    private final Attempt attempt = new Attempt();

    /**
     * @param retried files that could not be closed and renamed before
     */
    FinishTask(Hadoop hadoop, List<Bucket> buckets, List<? extends Unsettled> retried) {
        this.hadoop = hadoop;
        this.buckets = buckets;
        this.retried = retried;
    }

    @Override
    public void run(Steps steps) throws IOException {
        attempt.begin(steps);
        hadoop.identity().run(steps, this::finish);
    }

    private void finish() throws IOException {
        for (Bucket bucket : buckets) {
            bucket.finishOrLeave(attempt);
        }
        for (Unsettled file : retried) {
            try {
                file.settle(attempt);
            } catch (HungException givenUp) {
                throw givenUp;
            } catch (IOException | RuntimeException failure) {
                file.tries().failed(failure);
            }
        }
    }

    Attempt attempt() {
        return attempt;
    }

    /** The files that are not closed and renamed yet; the task may not run any more. */
    Set<Unsettled> unsettled() {
        Set<Unsettled> unsettled = new LinkedHashSet<>(attempt.leftOver());
        for (Bucket bucket : buckets) {
            OpenFile file = bucket.takeFile();
            if (file != null) {
                unsettled.add(file);
            }
        }
        for (Unsettled file : retried) {
            if (!file.isSettled()) {
                unsettled.add(file);
            }
        }
        return unsettled;
    }
}
