// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import io.airlift.compress.v3.Compressor;
import io.airlift.compress.v3.Decompressor;
import io.airlift.compress.v3.lz4.Lz4JavaCompressor;
import io.airlift.compress.v3.lz4.Lz4JavaDecompressor;
import io.airlift.compress.v3.zstd.ZstdJavaCompressor;
import io.airlift.compress.v3.zstd.ZstdJavaDecompressor;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/** How frames are made smaller before they are written. All ways can be read at any time. */
public enum Compression {
    /** Not at all. */
    NONE(0),

    /** Costs little time and finds what repeats. */
    LZ4(1),

    /** Costs several times as much and makes it smaller still. */
    ZSTD(2);

    /** Shorter payloads are not worth the tables that a compressor sets up. */
    private static final int LEAST_BYTES = 256;

    /** A payload that does not shrink by this part of itself is kept as it is. */
    private static final int LEAST_SAVED = 16;

    private final int code;

    Compression(int code) {
        this.code = code;
    }

    /** What the header of a record says. */
    int code() {
        return code;
    }

    /** The way with a code, or null if this version knows none. */
    static @Nullable Compression of(int code) {
        for (Compression way : values()) {
            if (way.code == code) {
                return way;
            }
        }
        return null;
    }

    /** The bytes made smaller, or null if that does not save enough. */
    byte @Nullable [] shrink(byte[] plain) {
        if (this == NONE || plain.length < LEAST_BYTES) {
            return null;
        }
        // A compressor has tables of its own and is for one thread; frames come from many.
        Compressor compressor = this == LZ4 ? new Lz4JavaCompressor() : new ZstdJavaCompressor();
        byte[] room = new byte[compressor.maxCompressedLength(plain.length)];
        int length = compressor.compress(plain, 0, plain.length, room, 0, room.length);
        return length <= plain.length - plain.length / LEAST_SAVED
                ? Arrays.copyOf(room, length)
                : null;
    }

    /**
     * The bytes as they were before {@link #shrink}.
     *
     * @param length of them, which is checked and not believed
     * @throws DamagedException if they are no such bytes, or of another length
     */
    byte[] restore(byte[] stored, int length) throws DamagedException {
        if (this == NONE) {
            if (stored.length != length) {
                throw new DamagedException(
                        "%d bytes instead of %d".formatted(stored.length, length), null);
            }
            return stored;
        }
        Decompressor decompressor =
                this == LZ4 ? new Lz4JavaDecompressor() : new ZstdJavaDecompressor();
        byte[] plain = new byte[length];
        int restored;
        try {
            restored = decompressor.decompress(stored, 0, stored.length, plain, 0, length);
        } catch (RuntimeException malformed) {
            // Of several kinds: the libraries check every access and say so in their own ways.
            throw new DamagedException("bytes that are not " + this, malformed);
        }
        if (restored != length || length == 0) {
            throw new DamagedException(
                    "%d bytes of %s instead of %d".formatted(restored, this, length), null);
        }
        return plain;
    }
}
