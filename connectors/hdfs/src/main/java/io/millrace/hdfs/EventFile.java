// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.millrace.frame.Run;

import org.apache.hadoop.fs.FSDataOutputStream;

import java.io.IOException;

/** The inside of one file, in one format. For one thread; of no use after an exception. */
sealed interface EventFile permits SerializedFile, SequenceEventFile {

    /** Adds the events of a run; they may stay in memory. */
    void write(Run run) throws IOException;

    /**
     * Brings all that was written to where a reader finds it and the agent's end does no harm.
     *
     * @param sync and to where the end of the file system's machines does none
     */
    void flush(boolean sync) throws IOException;

    /** Writes what stands behind the last event and flushes; leaves the stream to its owner. */
    void end(boolean sync) throws IOException;

    /** Flushes a stream as {@link #flush} says. */
    static void flush(FSDataOutputStream out, boolean sync) throws IOException {
        if (sync) {
            out.hsync();
        } else {
            out.hflush();
        }
    }
}
