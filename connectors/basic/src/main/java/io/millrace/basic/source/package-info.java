// SPDX-License-Identifier: Apache-2.0
/**
 * Sources that need nothing but the JDK; each has a package of its own below.
 *
 * <p>Here is only what several of them share: the wish to stop, the patience with a refused batch,
 * the search for line feeds. Time, files, sockets and threads come from the {@link
 * io.millrace.spi.Context}.
 */
@NullMarked
package io.millrace.basic.source;

import org.jspecify.annotations.NullMarked;
