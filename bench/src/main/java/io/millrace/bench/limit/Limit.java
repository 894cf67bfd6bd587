// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.limit;

/**
 * Something that the machine itself does not exceed.
 *
 * @param name as bars and tables call it
 * @param value of the unit
 * @param unit MB/s (of 1e6 bytes) or microseconds
 * @param how in one sentence
 */
public record Limit(String name, double value, String unit, String how) {}
