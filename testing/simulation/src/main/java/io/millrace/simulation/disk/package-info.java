// SPDX-License-Identifier: Apache-2.0
/**
 * A disk in memory that knows what is durable and what is not, and that fails when it is told to.
 *
 * <p>{@link io.millrace.simulation.disk.Media} is the device with the file system on it; it
 * outlives processes. It knows nothing of threads: what an operation costs and who is allowed to
 * make it is the {@link io.millrace.simulation.disk.Gate}'s business.
 */
@NullMarked
package io.millrace.simulation.disk;

import org.jspecify.annotations.NullMarked;
