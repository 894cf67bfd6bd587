// SPDX-License-Identifier: Apache-2.0
/**
 * Runs a configuration: creates its components, gives each its threads, and owns all that is
 * between them: hand-over into channels, delivery with retries, restarts, the watchdog, start and
 * stop.
 *
 * <p>It knows no source, channel or sink by name; those come from plugins and the class path
 * through {@link io.millrace.engine.plugin.Plugins}. {@link io.millrace.engine.Agent} is the entry.
 * Each source and each sink instance has a platform thread of its own (they read and write files);
 * a component is called by that thread alone, but for what its contract in {@code io.millrace.spi}
 * says.
 */
@NullMarked
package io.millrace.engine;

import org.jspecify.annotations.NullMarked;
