// SPDX-License-Identifier: Apache-2.0
/**
 * Plants bugs into a copy of the product and looks whether the simulation finds them.
 *
 * <p>A bug is a unified diff below {@code testing/simulation/bugs}. It is applied to the sources in
 * memory, what it touches is compiled anew, and the scenario runs on those classes in a class
 * loader of its own. A patch that does not fit the sources any more is an error, not a bug that was
 * not found. Needs the sources and a JDK.
 */
@NullMarked
package io.millrace.simulation.bugs;

import org.jspecify.annotations.NullMarked;
