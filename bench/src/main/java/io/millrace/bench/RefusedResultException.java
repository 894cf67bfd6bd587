// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench;

/** A run that lost, doubled or damaged events: its figures mean nothing. */
public final class RefusedResultException extends Exception {
    private static final long serialVersionUID = 1L;

    public RefusedResultException(String message) {
        super(message);
    }
}
