// SPDX-License-Identifier: Apache-2.0
/**
 * The batch of events and the frame that encodes it: the unit that sources emit, channels store and
 * sinks receive.
 *
 * <p>A {@link io.millrace.frame.Batch} is a short list of {@link io.millrace.frame.Run runs}; a run
 * is a slice of one immutable {@link io.millrace.frame.Block}. A block is made by a {@link
 * io.millrace.frame.BlockBuilder} or read from bytes by {@link io.millrace.frame.FrameDecoder}. The
 * package does no I/O and knows nothing but the JDK; the bytes are described in {@code
 * docs/formats/frame.md}.
 *
 * <p>Everything but the builder is immutable and may be shared between threads. Arrays that are
 * handed out are not copied: they are for reading only.
 */
@NullMarked
package io.millrace.frame;

import org.jspecify.annotations.NullMarked;
