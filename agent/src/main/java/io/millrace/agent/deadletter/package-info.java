// SPDX-License-Identifier: Apache-2.0

/** {@code millrace deadletter}: what sinks could not deliver, seen and sent again. */
@NullMarked
package io.millrace.agent.deadletter;

import org.jspecify.annotations.NullMarked;
