// SPDX-License-Identifier: Apache-2.0
/**
 * The channel that keeps events on disk: a journal with a capacity.
 *
 * <p>{@link io.millrace.channels.file.FileChannelConfig} is its configuration, {@code FileChannel}
 * the channel, {@code Room} its capacity, {@code Directories} decides where it lies and refuses
 * what belongs to others, {@code JournalReports} tells the user what the journal cannot mend.
 */
@NullMarked
package io.millrace.channels.file;

import org.jspecify.annotations.NullMarked;
