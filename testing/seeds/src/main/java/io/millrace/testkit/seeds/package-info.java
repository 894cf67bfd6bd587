// SPDX-License-Identifier: Apache-2.0
/**
 * Checks of properties with random input that can be replayed.
 *
 * <p>A package and module of its own, which knows the JDK alone: the tests of {@code frame} use it,
 * and the testkit needs {@code frame}.
 */
@NullMarked
package io.millrace.testkit.seeds;

import org.jspecify.annotations.NullMarked;
