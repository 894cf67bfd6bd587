// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

/**
 * What is left of a world that ended well.
 *
 * @param seed what it came from
 * @param hash equal for equal histories
 * @param steps how often a thread was picked
 * @param operations of the disk
 * @param nanos virtual time that passed
 */
public record History(long seed, long hash, long steps, long operations, long nanos) {}
