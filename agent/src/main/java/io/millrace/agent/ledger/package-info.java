// SPDX-License-Identifier: Apache-2.0
/** {@code millrace ledger}: what became of the events, with or without an agent that runs. */
@NullMarked
package io.millrace.agent.ledger;

import org.jspecify.annotations.NullMarked;
