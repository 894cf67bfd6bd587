// SPDX-License-Identifier: Apache-2.0
/** Tests of a whole agent with all its components. */
@NullMarked
package io.millrace.testing.agent;

import org.jspecify.annotations.NullMarked;
