// SPDX-License-Identifier: Apache-2.0

/**
 * The life of an agent as a process: from a command line through configuration and start to the
 * signal that ends it. What runs in it is the engine's; the main thread reads the configuration,
 * starts, waits and stops.
 */
@NullMarked
package io.millrace.agent.run;

import org.jspecify.annotations.NullMarked;
