// SPDX-License-Identifier: Apache-2.0

/**
 * {@code millrace quickstart}: an agent on events of its own making, to see that it works and how.
 * A log grows, an agent follows it and writes files, and at the end both sides are counted. All of
 * it happens in one directory.
 */
@NullMarked
package io.millrace.agent.quickstart;

import org.jspecify.annotations.NullMarked;
