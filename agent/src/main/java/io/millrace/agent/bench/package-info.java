// SPDX-License-Identifier: Apache-2.0
/** {@code millrace bench}: the command line of the load test, and what it prints and writes. */
@NullMarked
package io.millrace.agent.bench;

import org.jspecify.annotations.NullMarked;
