// SPDX-License-Identifier: Apache-2.0
/**
 * The source {@code exec}: the lines that a command writes.
 *
 * <p>One thread, the source's own, reads the command's output; another drains its error output if
 * it is to be logged. The command and its children end with the source.
 */
@NullMarked
package io.millrace.basic.source.exec;

import org.jspecify.annotations.NullMarked;
