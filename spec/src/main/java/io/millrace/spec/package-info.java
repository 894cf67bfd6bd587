// SPDX-License-Identifier: Apache-2.0
/**
 * A component is described once: annotations for its configuration record, the processor that turns
 * record and Javadoc into a catalogue and a factory, and the catalogue itself.
 *
 * <p>It is not the place where configurations are read: {@code config} does that, from the
 * catalogue. Plugin authors need the annotations only. Class-file level 17.
 */
@NullMarked
package io.millrace.spec;

import org.jspecify.annotations.NullMarked;
