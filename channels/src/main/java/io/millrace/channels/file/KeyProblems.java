// SPDX-License-Identifier: Apache-2.0
package io.millrace.channels.file;

import io.millrace.journal.UnusableKeyException;
import io.millrace.spi.ProblemException;

/** Tells the user which key is missing, and what to do about it. */
public final class KeyProblems {
    private KeyProblems() {}

    /** The problem that a journal without its key is. */
    public static ProblemException of(UnusableKeyException unusable) {
        String what = String.valueOf(unusable.getMessage());
        String effect = "the channel is not opened; nothing in its directories is changed";
        return unusable.isMissing()
                ? new ProblemException(
                        "MR-3021",
                        what,
                        effect,
                        ("name %s in encryption.keyProvider.keys of the channel, with its key"
                             + " store; to write in plain from now on, set"
                             + " encryption.cipherProvider = NONE. A command finds the keys by the"
                             + " configuration: -f <file>")
                                .formatted(unusable.name()),
                        unusable)
                : new ProblemException(
                        "MR-3022",
                        what,
                        effect,
                        "restore the key store that had the key, and give a new key a new name",
                        unusable);
    }
}
