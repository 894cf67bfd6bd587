// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** There is less room than has to be left to others. */
final class DiskFullException extends IOException {
    private static final long serialVersionUID = 1L;

    DiskFullException(Path directory, long minimumFreeBytes) {
        super(directory + " has less than " + minimumFreeBytes + " bytes left");
    }

    /**
     * Whether a failure says that the disk, or a quota on it, has no room. The JDK gives no number
     * of the error, only the system's words, in the language of the locale: a yes is one, and a no
     * may be one in another language.
     */
    static boolean isSaid(IOException failure) {
        if (failure instanceof DiskFullException) {
            return true;
        }
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("no space left") || message.contains("quota");
    }
}
