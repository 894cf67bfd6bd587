// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/**
 * A failure that the component can explain: what is wrong, what it does to the data, what to do.
 */
public final class ProblemException extends IOException {
    private static final long serialVersionUID = 1L;
    private final transient Problem problem;

    /** An error; the engine adds the place. */
    public ProblemException(
            String code, String what, String effect, String remedy, @Nullable Throwable cause) {
        super(code + " " + what, cause);
        this.problem = new Problem(code, Problem.Severity.ERROR, "", "", what, effect, remedy);
    }

    public Problem problem() {
        return problem;
    }
}
