// SPDX-License-Identifier: Apache-2.0
/**
 * What there is to configure: components and their properties, as data, read without loading a
 * class of theirs, and the rules by which the text of a value becomes a value.
 *
 * <p>The processor writes the data at compile time, one {@code META-INF/millrace/catalogue.json}
 * per jar. Parsing, "did you mean", reference pages and the JSON Schema come from it.
 */
@NullMarked
package io.millrace.spec.catalogue;

import org.jspecify.annotations.NullMarked;
