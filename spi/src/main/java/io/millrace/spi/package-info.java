// SPDX-License-Identifier: Apache-2.0
/**
 * What a plugin author reads in half an hour: the five kinds of component and what the engine hands
 * them.
 *
 * <p>A plugin is a configuration record that implements {@link io.millrace.spi.ComponentConfig} and
 * a component that the record creates: a {@link io.millrace.spi.Source}, {@link
 * io.millrace.spi.Interceptor}, {@link io.millrace.spi.Selector}, {@link io.millrace.spi.Channel}
 * or {@link io.millrace.spi.Sink}. The engine owns everything around it: threads, transactions,
 * retries with back-off, metrics, supervision. A component moves events and says how it went.
 *
 * <p>The life of a component: its record is created and checked; {@code create} makes it, without
 * I/O; {@code open} does the first I/O and is retried with back-off; then it works; {@code close}
 * ends it, may be called at any time, more than once. A component that failed is not repaired: a
 * new one is created. Class-file level 17.
 */
@NullMarked
package io.millrace.spi;

import org.jspecify.annotations.NullMarked;
