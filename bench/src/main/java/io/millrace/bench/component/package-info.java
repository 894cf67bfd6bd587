// SPDX-License-Identifier: Apache-2.0
/** Load and a far end for Millrace, loaded as a plugin; the peer gets the same of its own. */
@NullMarked
package io.millrace.bench.component;

import org.jspecify.annotations.NullMarked;
