// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import java.io.IOException;
import java.nio.file.Path;

/** The journal is open somewhere else. */
public final class LockedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** {@code lock} is the file that is locked. */
    public LockedException(Path lock) {
        super(lock + " is locked: the journal is open in another process, or twice in this one");
    }
}
