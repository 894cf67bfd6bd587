// SPDX-License-Identifier: Apache-2.0
/**
 * The only way to time, files, sockets and threads: small interfaces that everything else is
 * handed.
 *
 * <p>This package holds no implementation: {@code io.millrace.host.real} has the ones that an agent
 * runs on, the simulation has its own. Code that goes through these interfaces alone can be run
 * under a simulated clock, disk and network, crashed, and replayed from a seed. All types are safe
 * for use by several threads unless one says otherwise. Class-file level 17, so that plugins and
 * clients built with an older JDK can name these types.
 */
@NullMarked
package io.millrace.host;

import org.jspecify.annotations.NullMarked;
