// SPDX-License-Identifier: Apache-2.0
/**
 * The same configuration and the same input through Apache Flume and through Millrace: replies,
 * files and metrics have to be the same.
 */
@NullMarked
package io.millrace.compat.conformance;

import org.jspecify.annotations.NullMarked;
