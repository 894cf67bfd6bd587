// SPDX-License-Identifier: Apache-2.0

/**
 * Tests of the distribution from outside: its scripts and processes, and the lines of the README.
 */
@NullMarked
package io.millrace.dist;

import org.jspecify.annotations.NullMarked;
