// SPDX-License-Identifier: Apache-2.0
package io.millrace.formats;

import io.millrace.frame.Run;

import java.io.IOException;

/**
 * Turns events into the bytes of one file. Made for one file and one thread: {@link #begin}, then
 * any number of {@link #write} and {@link #flush}, then {@link #end}.
 *
 * <p>After an exception of the output the serializer is of no use any more; nobody knows what it
 * still holds. Its owner cuts or leaves the file and makes a new one for a new file.
 */
public interface EventSerializer {

    /** Writes what stands before the first event. Once, for a new file. */
    void begin() throws IOException;

    /** Writes the events of a run, in order. Some of it may stay in memory until the flush. */
    void write(Run run) throws IOException;

    /**
     * Hands all that was written to the output, in a form that a reader can read to its end. A
     * no-op if nothing was written since.
     */
    void flush() throws IOException;

    /** Writes what stands behind the last event, flush included. Does not close the output. */
    void end() throws IOException;

    /**
     * Whether a new serializer may go on behind what another wrote, with {@link #begin} left out.
     */
    default boolean canGoOn() {
        return false;
    }

    /** Where the bytes go: a file, mostly. */
    interface Output {

        /** Takes the whole range; the caller may use the array again when this returns. */
        void write(byte[] source, int offset, int length) throws IOException;
    }
}
