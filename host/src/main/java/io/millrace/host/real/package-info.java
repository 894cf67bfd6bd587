// SPDX-License-Identifier: Apache-2.0
/**
 * The clock, disk, network and threads of the machine.
 *
 * <p>The only place that calls the JDK for them; it decides nothing. Needs the JDK that the agent
 * runs on (virtual threads), unlike the interfaces beside it. Made once, by {@code main} or by a
 * test.
 */
@NullMarked
package io.millrace.host.real;

import org.jspecify.annotations.NullMarked;
