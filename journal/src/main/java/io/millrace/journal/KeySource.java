// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import io.millrace.host.Disk;

import java.io.IOException;

/**
 * Knows the keys of a journal: the configuration of a channel. What is written beside the channel
 * with its events, dead letters for example, is encrypted with the same keys.
 */
public interface KeySource {
    /** Nothing is encrypted. */
    KeySource NONE = disk -> JournalKeys.NONE;

    /**
     * Reads the keys, anew with each call.
     *
     * @throws IOException if they are configured in part, or cannot be read; a problem for the user
     *     that says which
     */
    JournalKeys keys(Disk disk) throws IOException;
}
