// SPDX-License-Identifier: Apache-2.0
/**
 * Runs Apache Flume as it was published, and anything else that is to be compared with it, in a JVM
 * of its own.
 *
 * <p>Flume's jars are a directory beside this module's classes and never on the class path of the
 * program that starts it.
 */
@NullMarked
package io.millrace.compat.peer;

import org.jspecify.annotations.NullMarked;
