// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.ledger;

import java.io.IOException;

/** The ledger was written by a later version, in a form that this one does not know. */
public final class NewerLedgerException extends IOException {
    private static final long serialVersionUID = 1;

    NewerLedgerException(String firstLine) {
        super("its first line is \"" + firstLine + "\"");
    }
}
