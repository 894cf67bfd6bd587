// SPDX-License-Identifier: Apache-2.0
package io.millrace.formats;

import io.airlift.compress.v3.Compressor;
import io.airlift.compress.v3.bzip2.BZip2HadoopStreams;
import io.airlift.compress.v3.snappy.SnappyJavaCompressor;
import io.airlift.compress.v3.zstd.ZstdJavaCompressor;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** How the blocks of an Avro container are compressed; all of it in Java. */
enum AvroCodec {
    NULL,
    DEFLATE,
    SNAPPY,
    BZIP2,
    ZSTANDARD;

    /**
     * The codec of a name.
     *
     * @param text null is none
     * @throws IllegalArgumentException if there is none of that name
     */
    static AvroCodec of(@Nullable String text) {
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

    /** As the header of a container names it. */
    String inFile() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What compresses the blocks of one container; null if nothing does. */
    @Nullable Press press() {
        return switch (this) {
            case NULL -> null;
            case DEFLATE -> new Deflate();
            case SNAPPY -> new Snappy();
            case BZIP2 -> new Bzip2();
            case ZSTANDARD -> new Zstandard();
        };
    }

    /** Compresses blocks, one after the other. For one thread. */
    interface Press extends AutoCloseable {

        /** What a block becomes: bytes from the start of an array, good until the next call. */
        Pressed press(byte[] block, int length) throws IOException;

        @Override
        default void close() {}
    }

    /** Bytes from the start of an array. */
    record Pressed(byte[] bytes, int length) {}

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
            CRC32 sum = new CRC32();
            sum.update(block, 0, length);
            ByteBuffer.wrap(room).putInt(used, (int) sum.getValue());
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
