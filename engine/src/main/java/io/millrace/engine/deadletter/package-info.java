// SPDX-License-Identifier: Apache-2.0
/**
 * Dead letters: single events that a sink cannot deliver, kept with the reason, apart from the
 * flow.
 *
 * <p>Each channel has its own, in a journal below the agent's state directory. An event is durable
 * there before its channel lets it go. See {@code docs/dead-letters.md}.
 */
@NullMarked
package io.millrace.engine.deadletter;

import org.jspecify.annotations.NullMarked;
