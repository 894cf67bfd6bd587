// SPDX-License-Identifier: Apache-2.0

/**
 * The commands that print a result and end, and the reading of all command lines. Commands print
 * results on standard output and problems on standard error, and return an exit code; they never
 * end the process. One thread.
 */
@NullMarked
package io.millrace.agent.command;

import org.jspecify.annotations.NullMarked;
