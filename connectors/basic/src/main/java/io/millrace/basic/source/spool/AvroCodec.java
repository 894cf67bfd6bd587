// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.spool;

import io.airlift.compress.v3.bzip2.BZip2HadoopStreams;
import io.airlift.compress.v3.snappy.SnappyJavaDecompressor;
import io.airlift.compress.v3.zstd.ZstdInputStream;
import io.millrace.formats.avro.AvroFormatException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** How the blocks of an Avro container are compressed. */
enum AvroCodec {
    NULL,
    DEFLATE,
    SNAPPY,
    BZIP2,
    ZSTANDARD;

    /** Snappy's data are followed by a checksum of what they hold. */
    private static final int CHECKSUM_BYTES = 4;

    static AvroCodec of(String name) throws AvroFormatException {
        return switch (name) {
            case "null", "" -> NULL;
            case "deflate" -> DEFLATE;
            case "snappy" -> SNAPPY;
            case "bzip2" -> BZIP2;
            case "zstandard" -> ZSTANDARD;
            default ->
                    throw new AvroFormatException(
                            "blocks compressed with "
                                    + name
                                    + "; there are null, deflate, snappy, bzip2 and zstandard");
        };
    }

    /**
     * What a range of bytes holds.
     *
     * @throws AvroFormatException if they are not of the format, or hold more than {@code most}
     */
    byte[] decompress(byte[] bytes, int offset, int length, int most) throws IOException {
        try {
            return switch (this) {
                case NULL -> Arrays.copyOfRange(bytes, offset, offset + length);
                case SNAPPY -> snappy(bytes, offset, length - CHECKSUM_BYTES, most);
                // "nowrap": the bare deflate stream, without header and checksum.
                case DEFLATE -> {
                    Inflater inflater = new Inflater(true);
                    try {
                        InputStream raw = new ByteArrayInputStream(bytes, offset, length);
                        yield all(new InflaterInputStream(raw, inflater), most);
                    } finally {
                        inflater.end();
                    }
                }
                case BZIP2 ->
                        all(
                                new BZip2HadoopStreams()
                                        .createInputStream(
                                                new ByteArrayInputStream(bytes, offset, length)),
                                most);
                case ZSTANDARD ->
                        all(
                                new ZstdInputStream(
                                        new ByteArrayInputStream(bytes, offset, length)),
                                most);
            };
        } catch (AvroFormatException told) {
            throw told;
        } catch (IOException | RuntimeException bad) {
            throw new AvroFormatException("not compressed with " + this + ": " + bad.getMessage());
        }
    }

    private static byte[] snappy(byte[] bytes, int offset, int length, int most)
            throws AvroFormatException {
        SnappyJavaDecompressor decompressor = new SnappyJavaDecompressor();
        int size = decompressor.getUncompressedLength(bytes, offset);
        if (length < 0 || size < 0 || size > most) {
            throw tooLarge(most);
        }
        byte[] content = new byte[size];
        decompressor.decompress(bytes, offset, length, content, 0, size);
        return content;
    }

    private static byte[] all(InputStream in, int most) throws IOException {
        byte[] content = in.readNBytes(most + 1);
        if (content.length > most) {
            throw tooLarge(most);
        }
        return content;
    }

    private static AvroFormatException tooLarge(int most) {
        return new AvroFormatException("a block of more than " + most + " bytes");
    }
}
