// SPDX-License-Identifier: Apache-2.0
/** A small store, right and wrong, that the simulation is tried on. */
@NullMarked
package io.millrace.simulation.toy;

import org.jspecify.annotations.NullMarked;
