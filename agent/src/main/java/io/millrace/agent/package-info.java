// SPDX-License-Identifier: Apache-2.0

/**
 * The process: its entry, its exit codes, and what it prints on. The parts that do the work are the
 * packages below and the engine; nothing here is called from elsewhere.
 */
@NullMarked
package io.millrace.agent;

import org.jspecify.annotations.NullMarked;
