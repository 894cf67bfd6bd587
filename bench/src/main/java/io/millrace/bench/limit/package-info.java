// SPDX-License-Identifier: Apache-2.0
/** What the machine allows: memory, checksums, disk, loopback, one thread's reading. */
@NullMarked
package io.millrace.bench.limit;

import org.jspecify.annotations.NullMarked;
