// SPDX-License-Identifier: Apache-2.0
/**
 * Sinks that need the JDK alone: nothing, the log, files in a local directory.
 *
 * <p>What a file looks like inside is the matter of {@code io.millrace.formats}.
 */
@NullMarked
package io.millrace.basic.sink;

import org.jspecify.annotations.NullMarked;
