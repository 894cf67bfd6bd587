// SPDX-License-Identifier: Apache-2.0
/**
 * The annotation processor: reads configuration records and their comments inside javac, writes the
 * catalogue and the factories, and refuses what a user would later stumble over. Found through
 * {@code META-INF/services}; nothing here is called by other code.
 */
@NullMarked
package io.millrace.spec.processor;

import org.jspecify.annotations.NullMarked;
