// SPDX-License-Identifier: Apache-2.0
/**
 * The selectors that come with the engine: replicating, multiplexing, load balancing.
 *
 * <p>Plugins may bring others; these are found through the catalogue like any other component.
 */
@NullMarked
package io.millrace.engine.selector;

import org.jspecify.annotations.NullMarked;
