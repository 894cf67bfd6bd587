// SPDX-License-Identifier: Apache-2.0
package io.millrace.formats;

import io.airlift.compress.v3.Compressor;
import io.airlift.compress.v3.bzip2.BZip2HadoopStreams;
import io.airlift.compress.v3.lz4.Lz4FrameJavaCompressor;
import io.airlift.compress.v3.zstd.ZstdJavaCompressor;
import io.airlift.compress.v3.zstd.ZstdNativeCompressor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * How the bytes of a file are compressed, in the formats of the command line tools of the same
 * names. In each of them a file may be several pieces one behind the other, and reads as if it were
 * one.
 */
public enum Compression {
    GZIP(".gz", 9),
    BZIP2(".bz2", 9),
    ZSTD(".zst", 19),
    LZ4(".lz4", 0);

    private static final int BZIP2_DEFAULT = 9;
    private static final int BZIP2_BYTES = 100_000;

    private final String extension;
    private final int mostLevel;

    Compression(String extension, int mostLevel) {
        this.extension = extension;
        this.mostLevel = mostLevel;
    }

    /** What the tools expect at the end of a file's name, the dot included. */
    public String extension() {
        return extension;
    }

    /**
     * The highest level; the lowest is 1. 0 if it has no levels.
     *
     * <p>Levels say how hard to compress, from fast to small; of bzip2, how many times 100 kB it
     * takes at once.
     */
    public int mostLevel() {
        return mostLevel;
    }

    /**
     * Whether it takes levels on this machine: those of zstd are only in a native library, which
     * there is for Linux and macOS.
     */
    public boolean takesLevelsHere() {
        return mostLevel > 0 && (this != ZSTD || ZstdNativeCompressor.isEnabled());
    }

    /**
     * Begins to compress.
     *
     * @param level empty is the format's own default; else from 1 to {@link #mostLevel}, and only
     *     if {@link #takesLevelsHere}
     * @param target where whole pieces go
     */
    public CompressedOutput open(Optional<Integer> level, EventSerializer.Output target) {
        return new CompressedOutput(
                switch (this) {
                    case GZIP -> new Gzip(level.orElse(Deflater.DEFAULT_COMPRESSION));
                    case BZIP2 -> new Bzip2(level.orElse(BZIP2_DEFAULT) * BZIP2_BYTES);
                    case ZSTD -> new Frames(zstd(level));
                    case LZ4 -> new Frames(new Lz4FrameJavaCompressor());
                },
                target);
    }

    private static Compressor zstd(Optional<Integer> level) {
        return level.isPresent() ? new ZstdNativeCompressor(level.get()) : new ZstdJavaCompressor();
    }

    /** Makes pieces. For one thread. */
    sealed interface Pieces {

        /** How many bytes one piece takes at the most. */
        default int bytes() {
            return CompressedOutput.PIECE_BYTES;
        }

        /** Makes a piece of the first bytes of an array, which may be used again afterwards. */
        void make(byte[] source, int length, EventSerializer.Output target) throws IOException;

        /** Frees what the garbage collector does not know of. */
        default void end() {}
    }

    /** By a library that makes a whole frame of what is in memory. */
    private static final class Frames implements Pieces {
        private final Compressor compressor;
        private byte[] made = {};

        Frames(Compressor compressor) {
            this.compressor = compressor;
        }

        @Override
        public void make(byte[] source, int length, EventSerializer.Output target)
                throws IOException {
            int most = compressor.maxCompressedLength(length);
            if (made.length < most) {
                made = new byte[most];
            }
            int bytes = compressor.compress(source, 0, length, made, 0, made.length);
            target.write(made, 0, bytes);
        }
    }

    /** Members of RFC 1952, with nothing in their headers. */
    private static final class Gzip implements Pieces {
        private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 255};
        private static final int TRAILER_BYTES = 8;

        private final Deflater deflater;
        private final CRC32 crc = new CRC32();
        private final byte[] made = new byte[64 * 1024];

        Gzip(int level) {
            deflater = new Deflater(level, true);
        }

        @Override
        public void make(byte[] source, int length, EventSerializer.Output target)
                throws IOException {
            crc.reset();
            crc.update(source, 0, length);
            deflater.reset();
            deflater.setInput(source, 0, length);
            deflater.finish();
            System.arraycopy(HEADER, 0, made, 0, HEADER.length);
            int used = HEADER.length;
            while (!deflater.finished()) {
                used += deflater.deflate(made, used, made.length - used);
                if (made.length - used < TRAILER_BYTES) {
                    target.write(made, 0, used);
                    used = 0;
                }
            }
            ByteBuffer.wrap(made, used, TRAILER_BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt((int) crc.getValue())
                    .putInt(length);
            target.write(made, 0, used + TRAILER_BYTES);
        }

        @Override
        public void end() {
            deflater.end();
        }
    }

    /**
     * Streams of bzip2, each made whole in memory. The library has only blocks of the largest size;
     * shorter streams compress as streams with shorter blocks do.
     */
    private static final class Bzip2 implements Pieces {
        private final BZip2HadoopStreams streams = new BZip2HadoopStreams();
        private final ByteArrayOutputStream made = new ByteArrayOutputStream();
        private final int bytes;

        Bzip2(int bytes) {
            this.bytes = bytes;
        }

        @Override
        public int bytes() {
            return bytes;
        }

        @Override
        public void make(byte[] source, int length, EventSerializer.Output target)
                throws IOException {
            made.reset();
            try (var stream = streams.createOutputStream(made)) {
                stream.write(source, 0, length);
            }
            byte[] whole = made.toByteArray();
            target.write(whole, 0, whole.length);
        }
    }
}
