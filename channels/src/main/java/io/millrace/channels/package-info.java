// SPDX-License-Identifier: Apache-2.0
/** What the channels of this module have in common. */
@NullMarked
package io.millrace.channels;

import org.jspecify.annotations.NullMarked;
