// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.airlift.compress.v3.bzip2.BZip2HadoopStreams;
import io.airlift.compress.v3.hadoop.CodecAdapter;
import io.airlift.compress.v3.hadoop.HadoopInputStream;
import io.airlift.compress.v3.hadoop.HadoopOutputStream;
import io.airlift.compress.v3.hadoop.HadoopStreams;
import io.airlift.compress.v3.zstd.ZstdHadoopStreams;
import io.airlift.compress.v3.zstd.ZstdNativeCompressor;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.BZip2Codec;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.bzip2.CBZip2OutputStream;
import org.jspecify.annotations.Nullable;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;

/**
 * Codecs that take a level which the ones they stand for do not take. What they write anybody
 * reads; they name no class in files.
 */
final class LevelledStreams {
    private LevelledStreams() {}

    /** Whether {@link #zstd} works on this machine. */
    static boolean isZstdHere() {
        return ZstdNativeCompressor.isEnabled();
    }

    /**
     * Zstandard by the library that the jar of its Java form brings along for most machines.
     *
     * @param level 1 to 22
     */
    static CompressionCodec zstd(int level, Configuration conf) {
        HadoopStreams plain = new ZstdHadoopStreams();
        return codec(plain, out -> new Frames(out, level), conf);
    }

    /**
     * Bzip2 in Java.
     *
     * @param level 1 to 9: how many times 100 kB a block has
     */
    static CompressionCodec bzip2(int level, Configuration conf) {
        HadoopStreams plain = new BZip2HadoopStreams();
        return codec(plain, out -> new Bzip2(out, level), conf);
    }

    private interface Maker {
        HadoopOutputStream of(OutputStream out);
    }

    private static CompressionCodec codec(HadoopStreams plain, Maker maker, Configuration conf) {
        HadoopStreams levelled =
                new HadoopStreams() {
                    @Override
                    public String getDefaultFileExtension() {
                        return plain.getDefaultFileExtension();
                    }

                    @Override
                    public List<String> getHadoopCodecName() {
                        return plain.getHadoopCodecName();
                    }

                    @Override
                    public HadoopInputStream createInputStream(InputStream in) throws IOException {
                        return plain.createInputStream(in);
                    }

                    @Override
                    public HadoopOutputStream createOutputStream(OutputStream out) {
                        return maker.of(out);
                    }
                };
        CodecAdapter codec = new CodecAdapter(ignored -> levelled);
        codec.setConf(conf);
        return codec;
    }

    /** A frame for each megabyte and for each member. */
    private static final class Frames extends HadoopOutputStream {
        private static final int MOST_BYTES = 1 << 20;

        private final OutputStream out;
        private final ZstdNativeCompressor compressor;
        private byte[] plain = new byte[64 << 10];
        private byte[] shrunk = new byte[0];
        private int used;

        Frames(OutputStream out, int level) {
            this.out = out;
            this.compressor = new ZstdNativeCompressor(level);
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            int at = offset;
            int left = length;
            while (left > 0) {
                if (used == MOST_BYTES) {
                    finish();
                }
                int count = Math.min(left, MOST_BYTES - used);
                if (used + count > plain.length) {
                    int wanted = Math.max(used + count, Math.min(MOST_BYTES, plain.length * 2));
                    plain = Arrays.copyOf(plain, wanted);
                }
                System.arraycopy(source, at, plain, used, count);
                used += count;
                at += count;
                left -= count;
            }
        }

        @Override
        public void finish() throws IOException {
            if (used == 0) {
                return;
            }
            int most = compressor.maxCompressedLength(used);
            if (shrunk.length < most) {
                shrunk = new byte[most];
            }
            int length = compressor.compress(plain, 0, used, shrunk, 0, shrunk.length);
            used = 0; // First: after a failure nothing of it may come a second time.
            out.write(shrunk, 0, length);
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            finish();
            out.close();
        }
    }

    /** A stream of its own for each member, as Hadoop's codec has them. */
    private static final class Bzip2 extends HadoopOutputStream {
        private final OutputStream out;
        private final int level;
        private @Nullable OutputStream buffer;
        private @Nullable CBZip2OutputStream member;

        Bzip2(OutputStream out, int level) {
            this.out = out;
            this.level = level;
        }

        private CBZip2OutputStream member() throws IOException {
            CBZip2OutputStream member = this.member;
            if (member == null) {
                OutputStream buffer = new BufferedOutputStream(out);
                BZip2Codec.writeHeader(buffer);
                member = new CBZip2OutputStream(buffer, level);
                this.buffer = buffer;
                this.member = member;
            }
            return member;
        }

        @Override
        public void write(int value) throws IOException {
            member().write(value);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            member().write(source, offset, length);
        }

        @Override
        public void finish() throws IOException {
            CBZip2OutputStream member = this.member;
            OutputStream buffer = this.buffer;
            if (member != null && buffer != null) {
                this.member = null;
                member.finish();
                buffer.flush();
            }
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            finish();
            out.close();
        }
    }
}
