// SPDX-License-Identifier: Apache-2.0
/**
 * Avro object containers. As far as sources need it they are read: {@link
 * io.millrace.formats.avro.AvroContainer} finds blocks, an {@link
 * io.millrace.formats.avro.AvroSchema} finds where each datum of a block ends. Nothing is decoded.
 * How blocks are compressed, for those who read and for those who write them, is {@link
 * io.millrace.formats.avro.AvroCodec}.
 */
@NullMarked
package io.millrace.formats.avro;

import org.jspecify.annotations.NullMarked;
