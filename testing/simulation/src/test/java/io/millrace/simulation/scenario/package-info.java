// SPDX-License-Identifier: Apache-2.0
/**
 * What is simulated of the product, and the oracles that judge it. They know what was put in and
 * what came out, and nothing of what is between.
 */
@NullMarked
package io.millrace.simulation.scenario;

import org.jspecify.annotations.NullMarked;
