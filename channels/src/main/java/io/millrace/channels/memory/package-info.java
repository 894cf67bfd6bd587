// SPDX-License-Identifier: Apache-2.0
/**
 * The memory channel: a bounded queue of runs.
 *
 * <p>It keeps nothing over the end of the process; for that there is the file channel. Puts and
 * takes of many threads meet under one lock, held for the time of a few list operations on whole
 * runs, so that its cost is per batch and not per event.
 */
@NullMarked
package io.millrace.channels.memory;

import org.jspecify.annotations.NullMarked;
