// SPDX-License-Identifier: Apache-2.0
/**
 * {@code millrace channel}: looks into a file channel without the agent. What reads works beside a
 * running agent; what writes takes the channel's lock.
 */
@NullMarked
package io.millrace.agent.channel;

import org.jspecify.annotations.NullMarked;
