// SPDX-License-Identifier: Apache-2.0
/**
 * Sources that make events up: {@code seq} counts, {@code stress} produces as fast as it is let.
 *
 * <p>For trials and measurements; nothing that they emit can be replayed.
 */
@NullMarked
package io.millrace.basic.source.generate;

import org.jspecify.annotations.NullMarked;
