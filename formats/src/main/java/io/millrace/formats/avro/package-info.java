// SPDX-License-Identifier: Apache-2.0
/**
 * Reads Avro object containers, as far as sources need it: {@link
 * io.millrace.formats.avro.AvroContainer} finds blocks, an {@link
 * io.millrace.formats.avro.AvroSchema} finds where each datum of a block ends. Nothing is decoded.
 */
@NullMarked
package io.millrace.formats.avro;

import org.jspecify.annotations.NullMarked;
