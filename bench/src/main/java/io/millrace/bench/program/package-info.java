// SPDX-License-Identifier: Apache-2.0
/** The programs that are compared, each in a process of its own, and what they cost. */
@NullMarked
package io.millrace.bench.program;

import org.jspecify.annotations.NullMarked;
