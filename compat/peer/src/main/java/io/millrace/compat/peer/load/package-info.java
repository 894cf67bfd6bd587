// SPDX-License-Identifier: Apache-2.0
/**
 * The same load and the same look at what arrives for both programs: producers that put events and
 * measure each put, and who counts at the other end of the channel. Runs inside the agents.
 */
@NullMarked
package io.millrace.compat.peer.load;

import org.jspecify.annotations.NullMarked;
