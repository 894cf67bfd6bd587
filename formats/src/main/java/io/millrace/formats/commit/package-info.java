// SPDX-License-Identifier: Apache-2.0
/**
 * What the records of sinks that write files have in common: their lines, which events of a channel
 * are in files, and which events of a batch are not. What else a record says is each sink's own.
 *
 * <p>Nothing here is safe for several threads at once.
 */
@NullMarked
package io.millrace.formats.commit;

import org.jspecify.annotations.NullMarked;
