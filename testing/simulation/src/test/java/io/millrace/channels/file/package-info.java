// SPDX-License-Identifier: Apache-2.0
/** What of the file channel a simulation needs and nobody else. */
@NullMarked
package io.millrace.channels.file;

import org.jspecify.annotations.NullMarked;
