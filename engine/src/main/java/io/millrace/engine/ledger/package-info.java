// SPDX-License-Identifier: Apache-2.0
/**
 * What became of every event: for each channel and minute of acceptance an equation that has to
 * hold.
 *
 * <p>The runners tell a {@link io.millrace.engine.ledger.ChannelBook} what they do, once for each
 * batch; {@link io.millrace.engine.ledger.Ledger} writes what changed to one file every second and
 * at the stop; {@link io.millrace.engine.ledger.LedgerContents} reads it, with or without an agent
 * that runs, and {@link io.millrace.engine.ledger.LedgerCheck} checks it.
 */
@NullMarked
package io.millrace.engine.ledger;

import org.jspecify.annotations.NullMarked;
