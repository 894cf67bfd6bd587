// SPDX-License-Identifier: Apache-2.0
/** The side-by-side tool: Millrace and its peers on one machine, and what the machine allows. */
@NullMarked
package io.millrace.bench;

import org.jspecify.annotations.NullMarked;
