// SPDX-License-Identifier: Apache-2.0
/**
 * The source {@code log4j}: the events of a log file that log4j writes.
 *
 * <p>It stands on the line follower of the source {@code file}, and adds what is particular to
 * log4j: which lines begin an event, and what they say of its time, level and logger. It does not
 * receive events from a logging program over the network.
 */
@NullMarked
package io.millrace.basic.source.log4j;

import org.jspecify.annotations.NullMarked;
