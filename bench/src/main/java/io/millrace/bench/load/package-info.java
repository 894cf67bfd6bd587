// SPDX-License-Identifier: Apache-2.0
/**
 * Data and load: files of log lines, lines over a socket, at a rate or as fast as they are taken,
 * and who looks when they arrive.
 */
@NullMarked
package io.millrace.bench.load;

import org.jspecify.annotations.NullMarked;
