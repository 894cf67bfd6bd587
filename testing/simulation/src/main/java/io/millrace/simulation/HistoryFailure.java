// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

/** A history that ended badly. The message says how to see it again. */
public final class HistoryFailure extends AssertionError {
    private static final long serialVersionUID = 1L;

    private final String reason;

    /** What the history was until it failed. */
    @SuppressWarnings("serial") // Failures are printed, not written.
    private final History history;

    HistoryFailure(String reason, String message, Throwable cause, History history) {
        super(message, cause);
        this.reason = reason;
        this.history = history;
    }

    /** What failed, in one line. */
    public String reason() {
        return reason;
    }

    public History history() {
        return history;
    }
}
