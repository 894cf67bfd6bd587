// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.ledger;

import java.util.List;

/**
 * What is known of a channel beside its rows.
 *
 * @param sources that feed it
 * @param isForgetful whether what it holds ends with the process
 * @param storedAtOpening events that it had stored in its life when it was opened, -1 if it does
 *     not know
 * @param heldSince events that it said to hold since then
 * @param balance events in it, by rows and gaps
 * @param atStop what it said to hold at the stop, -1 if it did not stop in order
 * @param gaps times in which nobody wrote down what happened
 */
public record AccountHead(
        String channel,
        List<String> sources,
        boolean isForgetful,
        long storedAtOpening,
        long heldSince,
        long balance,
        long atStop,
        List<Gap> gaps) {
    public AccountHead {
        sources = List.copyOf(sources);
        gaps = List.copyOf(gaps);
    }
}
