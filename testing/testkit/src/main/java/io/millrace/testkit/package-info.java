// SPDX-License-Identifier: Apache-2.0
/**
 * Doubles that stand in for the engine around a component: a context, an emitter, meters, holdings,
 * a clock that stands still.
 *
 * <p>{@link io.millrace.testkit.SinkContract} is what every sink promises, as tests; {@link
 * io.millrace.testkit.FaultDisk} fails when it is told to.
 *
 * <p>The doubles record what the component does and wait for it without sleeping; they decide
 * nothing that the engine decides. Disk, network and threads are the machine's unless a test hands
 * in others. All types are safe for several threads.
 */
@NullMarked
package io.millrace.testkit;

import org.jspecify.annotations.NullMarked;
