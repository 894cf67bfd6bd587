// SPDX-License-Identifier: Apache-2.0
/**
 * Measures an agent in this process: made-up events take the place of one source of a
 * configuration, and what comes of them is counted, timed and compared.
 *
 * <p>{@link io.millrace.loadtest.LoadTest} is the entry. The source of the load stands where the
 * chosen source stood, so interceptors, selector, channels and sinks are the user's own.
 */
@NullMarked
package io.millrace.loadtest;

import org.jspecify.annotations.NullMarked;
