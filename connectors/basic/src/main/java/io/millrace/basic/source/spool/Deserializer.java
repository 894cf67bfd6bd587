// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.spool;

import io.millrace.basic.source.follow.OpenFile;
import io.millrace.frame.BlockBuilder;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/** Makes events of the bytes of files, one file after the other. For one thread. */
interface Deserializer {

    /** Asked when all bytes were seen and the last ones are no whole event. */
    interface Ending {
        /** Whether nothing follows; else they are left. */
        boolean isFinal() throws IOException;
    }

    /**
     * Begins with a file at its offset, which this may move over what is no part of an event.
     *
     * @param isInLine see {@link #isInLine}, of whoever read the file up to here
     * @throws BadContentException if the file is none of those that this reads
     */
    void begin(OpenFile file, boolean isInLine) throws IOException;

    /**
     * The next events, with their own headers; the file's offset is moved behind them.
     *
     * @return null if no whole event is left
     * @throws BadContentException if the next event cannot be read; the offset is before it
     */
    @Nullable BlockBuilder next(OpenFile file, Ending ending) throws IOException;

    /** Whether the last event was the start of a line that goes on. */
    boolean isInLine();

    /** Whether a file without a byte is an event. */
    boolean hasEmptyEvents();
}
