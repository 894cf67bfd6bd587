// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.millrace.formats.EventSerializer;
import io.millrace.formats.EventSerializers;
import io.millrace.frame.Run;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.io.compress.CodecPool;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionOutputStream;
import org.apache.hadoop.io.compress.Compressor;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Map;

/**
 * What an event serializer makes, plain or compressed (DataStream, CompressedStream).
 *
 * <p>A flush ends the compressed stream, so that a reader gets all of it; what follows is a new
 * member of the file. Gzip, bzip2 and Hadoop's block codecs may be joined like that.
 */
final class SerializedFile implements EventFile {

    /** What is the same for all files of a sink. */
    record Format(
            String serializer, Map<String, String> options, @Nullable CompressionCodec codec) {

        EventFile begin(FSDataOutputStream out, Configuration conf) throws IOException {
            SerializedFile file = new SerializedFile(this, out, conf);
            file.serializer.begin();
            return file;
        }

        /** Continues a file that another serializer began. */
        EventFile resume(FSDataOutputStream out, Configuration conf) throws IOException {
            return new SerializedFile(this, out, conf);
        }

        boolean canResume() {
            return EventSerializers.create(serializer, options, (bytes, from, length) -> {})
                    .canGoOn();
        }
    }

    private final FSDataOutputStream out;
    private final EventSerializer serializer;
    private final @Nullable Compressor compressor;
    private final @Nullable CompressionOutputStream compressed;
    private boolean memberEnded;

    private SerializedFile(Format format, FSDataOutputStream out, Configuration conf)
            throws IOException {
        this.out = out;
        this.serializer = EventSerializers.create(format.serializer(), format.options(), this::put);
        CompressionCodec codec = format.codec();
        if (codec == null) {
            compressor = null;
            compressed = null;
        } else {
            compressor = CodecPool.getCompressor(codec, conf);
            compressed = codec.createOutputStream(out, compressor);
        }
    }

    private void put(byte[] source, int offset, int length) throws IOException {
        CompressionOutputStream compressed = this.compressed;
        if (compressed == null) {
            out.write(source, offset, length);
            return;
        }
        if (memberEnded) {
            compressed.resetState();
            memberEnded = false;
        }
        compressed.write(source, offset, length);
    }

    @Override
    public void write(Run run) throws IOException {
        serializer.write(run);
    }

    @Override
    public void flush(boolean sync) throws IOException {
        serializer.flush();
        endMember();
        EventFile.flush(out, sync);
    }

    @Override
    public void end(boolean sync) throws IOException {
        serializer.end();
        endMember();
        EventFile.flush(out, sync);
        if (compressor != null) {
            CodecPool.returnCompressor(compressor);
        }
    }

    private void endMember() throws IOException {
        if (compressed != null && !memberEnded) {
            compressed.finish();
            memberEnded = true;
        }
    }
}
