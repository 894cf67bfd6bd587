// SPDX-License-Identifier: Apache-2.0
/**
 * A machine in one JVM thread: clock, threads and disk that follow from a seed.
 *
 * <p>A {@link io.millrace.simulation.World} runs processes (each a {@link io.millrace.host.Host} of
 * its own), kills them, cuts the power, and starts them again. The same seed gives the same history
 * in every JVM, which its trace hash proves. Code that is simulated makes threads, waits, reads
 * clocks and touches files through its host alone; what it does between two such calls, two waits
 * or two operations of the disk is one step that nothing interrupts. There is no network yet.
 */
@NullMarked
package io.millrace.simulation;

import org.jspecify.annotations.NullMarked;
