// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import java.io.IOException;

/** The directory has something that only a later version can read. Nothing in it was touched. */
public final class NewerFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    /** {@code what} is what the later version wrote. */
    public NewerFormatException(String what) {
        super(what + " are not known to this version");
    }
}
