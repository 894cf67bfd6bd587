// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The journal has something that is encrypted with a key that it was not given. Nothing was
 * touched.
 */
public final class UnusableKeyException extends IOException {
    private static final long serialVersionUID = 1L;
    private final String name;
    private final boolean isMissing;

    UnusableKeyException(Path file, String name, boolean isMissing) {
        super(
                isMissing
                        ? "%s is encrypted with key %s, which is not among the keys"
                                .formatted(file, name)
                        : "%s is encrypted with another key of the name %s".formatted(file, name));
        this.name = name;
        this.isMissing = isMissing;
    }

    /** The name of the key. */
    public String name() {
        return name;
    }

    /** Whether there is no key of that name; else there is one, and it is another one. */
    public boolean isMissing() {
        return isMissing;
    }
}
