// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Lets in what is new: of a stream, the events that the journal has already, by their ordinals, are
 * left out. For the writer's thread.
 */
final class Arrivals {
    private final Durable durable;

    /** How far streams come with all that was let in; the rest is in what is durable. */
    private final Map<String, StreamEnd> ahead = new HashMap<>();

    Arrivals(Durable durable) {
        this.durable = durable;
    }

    /**
     * Queues what of an append is not in the journal yet.
     *
     * @return whether its last frame is queued; if not, the append is done when what was let in
     *     before it is
     */
    boolean letIn(Append append, Collection<Entry> queue) {
        boolean lastIsQueued = false;
        for (Entry.Frame frame : append.frames()) {
            Entry.Frame left = frame;
            String stream = frame.stream();
            if (stream != null) {
                StreamEnd held = ahead.get(stream);
                int already = frame.alreadyIn(held == null ? durable.streamEnd(stream) : held);
                if (already > 0) {
                    append.addDuplicates(frame.run().slice(0, already));
                    if (already == frame.events()) {
                        lastIsQueued = false;
                        continue;
                    }
                    left = frame.without(already);
                }
                StreamEnd end = left.streamEnd();
                if (end != null) {
                    ahead.merge(stream, end, StreamEnd::then);
                }
            }
            queue.add(left);
            lastIsQueued = left.isLast();
        }
        return lastIsQueued;
    }

    /** All that was let in is durable, or failed. */
    void settled() {
        ahead.clear();
    }
}
