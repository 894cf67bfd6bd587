// SPDX-License-Identifier: Apache-2.0
package io.millrace.formats.avro;

import io.airlift.compress.v3.Compressor;
import io.airlift.compress.v3.bzip2.BZip2HadoopStreams;
import io.airlift.compress.v3.snappy.SnappyJavaCompressor;
import io.airlift.compress.v3.snappy.SnappyJavaDecompressor;
import io.airlift.compress.v3.zstd.ZstdInputStream;
import io.airlift.compress.v3.zstd.ZstdJavaCompressor;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** How the blocks of an Avro container are compressed; all of it in Java. */
public enum AvroCodec {
    NULL,
    DEFLATE,
    SNAPPY,
    BZIP2,
    ZSTANDARD;

    /**
     * The codec of a name in a configuration.
     *
     * @param text null is none
     * @throws IllegalArgumentException if there is none of that name
     */
    public static AvroCodec of(@Nullable String text) {
        return switch (text == null ? "" : text.strip().toLowerCase(Locale.ROOT)) {
            case "", "none", "null" -> NULL;
            case "deflate" -> DEFLATE;
            case "snappy" -> SNAPPY;
            case "bzip2" -> BZIP2;
            case "zstandard", "zstd" -> ZSTANDARD;
            default ->
                    throw new IllegalArgumentException(
                            "serializer.compressionCodec \""
                                    + text
                                    + "\" is not supported; there are null (no compression),"
                                    + " deflate, snappy, bzip2 and zstandard");
        };
    }

    /**
     * The codec that the header of a container names.
     *
     * @param name empty is none
     * @throws AvroFormatException if there is none of that name
     */
    public static AvroCodec inFile(String name) throws AvroFormatException {
        for (AvroCodec codec : values()) {
            if (codec.inFile().equals(name.isEmpty() ? "null" : name)) {
                return codec;
            }
        }
        throw new AvroFormatException(
                "blocks compressed with "
                        + name
                        + "; there are null, deflate, snappy, bzip2 and zstandard");
    }

    /** As the header of a container names it. */
    public String inFile() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What compresses the blocks of one container; null if nothing does. */
    public @Nullable Press press() {
        return switch (this) {
            case NULL -> null;
            case DEFLATE -> new Deflate();
            case SNAPPY -> new Snappy();
            case BZIP2 -> new Bzip2();
            case ZSTANDARD -> new Zstandard();
        };
    }

    /**
     * What a range of bytes holds.
     *
     * @throws AvroFormatException if they are not of the format, or hold more than {@code most}
     */
    public byte[] decompress(byte[] bytes, int offset, int length, int most) throws IOException {
        try {
            return switch (this) {
                case NULL -> Arrays.copyOfRange(bytes, offset, offset + length);
                case SNAPPY -> snappy(bytes, offset, length - Integer.BYTES, most);
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
        if (checksum(content, size) != ByteBuffer.wrap(bytes).getInt(offset + length)) {
            throw new AvroFormatException("a block whose checksum is another one");
        }
        return content;
    }

    /** Of what a block holds, behind its data, as the format wants it of snappy. */
    private static int checksum(byte[] content, int length) {
        CRC32 sum = new CRC32();
        sum.update(content, 0, length);
        return (int) sum.getValue();
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

    /** Compresses blocks, one after the other. For one thread. */
    public interface Press extends AutoCloseable {

        /** What a block becomes: bytes from the start of an array, good until the next call. */
        Pressed press(byte[] block, int length) throws IOException;

        @Override
        default void close() {}
    }

    /** Bytes from the start of an array. */
    public record Pressed(byte[] bytes, int length) {}

    private static final class Deflate implements Press {
        // "nowrap": the codec stores the bare deflate stream, without header and checksum.
        private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        private byte[] room = new byte[16 * 1024];

        @Override
        public Pressed press(byte[] block, int length) {
            deflater.reset();
            deflater.setInput(block, 0, length);
            deflater.finish();
            int used = 0;
            while (!deflater.finished()) {
                if (used == room.length) {
                    room = Arrays.copyOf(room, room.length * 2);
                }
                used += deflater.deflate(room, used, room.length - used);
            }
            return new Pressed(room, used);
        }

        @Override
        public void close() {
            deflater.end();
        }
    }

    /** A raw block, and a sum of what it was. */
    private static final class Snappy implements Press {
        private final Compressor compressor = new SnappyJavaCompressor();
        private byte[] room = new byte[0];

        @Override
        public Pressed press(byte[] block, int length) {
            int most = compressor.maxCompressedLength(length) + Integer.BYTES;
            if (room.length < most) {
                room = new byte[most];
            }
            int used = compressor.compress(block, 0, length, room, 0, room.length - Integer.BYTES);
            ByteBuffer.wrap(room).putInt(used, checksum(block, length));
            return new Pressed(room, used + Integer.BYTES);
        }
    }

    private static final class Bzip2 implements Press {
        private final BZip2HadoopStreams streams = new BZip2HadoopStreams();

        @Override
        public Pressed press(byte[] block, int length) throws IOException {
            ByteArrayOutputStream pressed = new ByteArrayOutputStream(length / 4 + 100);
            try (var out = streams.createOutputStream(pressed)) {
                out.write(block, 0, length);
            }
            return new Pressed(pressed.toByteArray(), pressed.size());
        }
    }

    private static final class Zstandard implements Press {
        private final Compressor compressor = new ZstdJavaCompressor();
        private byte[] room = new byte[0];

        @Override
        public Pressed press(byte[] block, int length) {
            int most = compressor.maxCompressedLength(length);
            if (room.length < most) {
                room = new byte[most];
            }
            return new Pressed(room, compressor.compress(block, 0, length, room, 0, room.length));
        }
    }
}
