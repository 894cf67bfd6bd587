// SPDX-License-Identifier: Apache-2.0
/** The flows that are compared, and what they have to reach. */
@NullMarked
package io.millrace.bench.scenario;

import org.jspecify.annotations.NullMarked;
