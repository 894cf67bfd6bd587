// SPDX-License-Identifier: Apache-2.0
/**
 * Documents that are derived from the catalogue: the reference pages and the JSON Schema of the
 * YAML and JSON form.
 */
@NullMarked
package io.millrace.spec.reference;

import org.jspecify.annotations.NullMarked;
