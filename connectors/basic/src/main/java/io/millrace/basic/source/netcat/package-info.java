// SPDX-License-Identifier: Apache-2.0
/**
 * The source {@code netcat}: lines over TCP, each answered.
 *
 * <p>One virtual thread accepts, one serves each connection from its first byte to its last.
 * Nothing is shared between connections but the emitter and the list of them.
 */
@NullMarked
package io.millrace.basic.source.netcat;

import org.jspecify.annotations.NullMarked;
