// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import io.millrace.frame.Batch;
import io.millrace.frame.Block;
import io.millrace.frame.Run;
import io.millrace.spi.Delivery;
import io.millrace.spi.Problem;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Compares bodies, just before they are written, with the checksum that was computed when the agent
 * took them in. For one thread.
 *
 * <p>The checksum is one for all bodies of a block, so that nobody knows which of them changed: all
 * of its events in the batch count as damaged.
 */
final class BodyCheck {
    /** The block that was read last: its events may come in many small batches. */
    private @Nullable Block checked;

    private boolean isWell = true;

    /** The events of a batch that are not what was taken in. */
    List<Delivery.Rejected> damaged(Batch batch) {
        List<Delivery.Rejected> damaged = List.of();
        int start = 0;
        for (Run run : batch.runs()) {
            int end = start + run.size();
            if (!isWell(run.block())) {
                damaged = damaged.isEmpty() ? new ArrayList<>(run.size()) : damaged;
                for (int event = start; event < end; event++) {
                    damaged.add(
                            new Delivery.Rejected(
                                    event,
                                    "the bodies of its block do not have the checksum of their"
                                            + " source"));
                }
            }
            start = end;
        }
        return damaged;
    }

    private boolean isWell(Block block) {
        if (block != checked) {
            isWell = block.verifyBodies();
            checked = block;
        }
        return isWell;
    }

    static Problem problem(int events) {
        return new Problem(
                "MR-4010",
                Problem.Severity.ERROR,
                "",
                "",
                "the bodies of "
                        + events
                        + " events changed between the source and the sink: they do not have the"
                        + " checksum that was computed when they were taken in",
                "they are not delivered but kept in the dead letters; other flows may be hit as"
                        + " well",
                "look for failing memory, and for a plugin that writes into the arrays of a block;"
                        + " then restart the agent");
    }
}
