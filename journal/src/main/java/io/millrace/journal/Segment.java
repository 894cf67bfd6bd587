// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import java.nio.file.Path;

/**
 * A segment of a journal that is open.
 *
 * @param path its file
 * @param header what stands at its start
 * @param end its records end here; the durable end if it is still written
 * @param endSequence number behind its last event
 */
record Segment(Path path, SegmentHeader header, long end, long endSequence) {
    long number() {
        return header.number();
    }

    Segment endingAt(long newEnd, long newEndSequence) {
        return new Segment(path, header, newEnd, newEndSequence);
    }
}
