// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi;

/** What a channel's acknowledgement is worth, the weakest first. */
public enum Level {
    /** Held in memory: lost with the process. */
    MEMORY,
    /** On the disk, synced at intervals: survives the process; a power cut takes the last one. */
    FSYNC_INTERVAL,
    /** On the disk, synced: survives the process and the power. */
    FSYNC,
    /** On several machines: survives one of them. */
    REPLICATED
}
