// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.deadletter;

import io.millrace.frame.Event;

/**
 * An event on its way to the dead letters.
 *
 * @param event as its channel gave it
 * @param fault how that became known
 * @param reason in the sink's words
 * @param attempts how often the sink was handed it since it was last taken
 */
public record Undeliverable(Event event, Fault fault, String reason, int attempts) {}
