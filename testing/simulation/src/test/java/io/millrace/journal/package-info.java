// SPDX-License-Identifier: Apache-2.0
/** Looks into the files of a journal for the simulation. */
@NullMarked
package io.millrace.journal;

import org.jspecify.annotations.NullMarked;
