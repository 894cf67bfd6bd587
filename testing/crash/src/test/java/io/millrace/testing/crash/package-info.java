// SPDX-License-Identifier: Apache-2.0
/**
 * The file channel in processes of their own that are killed, stopped and starved, on the machine's
 * disk. What was acknowledged is known to the test alone, which lives on.
 */
@NullMarked
package io.millrace.testing.crash;

import org.jspecify.annotations.NullMarked;
