// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.millrace.frame.Run;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.jspecify.annotations.Nullable;

import java.io.IOException;

/**
 * Hadoop's SequenceFile: the key is the time of the event in milliseconds since 1970-01-01 UTC, the
 * value its body.
 */
final class SequenceEventFile implements EventFile {
    private static final String TIMESTAMP = "timestamp";

    /** What is the same for all files of a sink. */
    record Format(HdfsSinkConfig.WriteFormat values, @Nullable CompressionCodec codec) {

        EventFile begin(FSDataOutputStream out, Configuration conf) throws IOException {
            return new SequenceEventFile(this, out, conf);
        }
    }

    private final FSDataOutputStream out;
    private final SequenceFile.Writer writer;
    private final LongWritable key = new LongWritable();
    private final @Nullable Text text;
    private final BytesWritable bytes = new BytesWritable();
    private final boolean blocks;

    private SequenceEventFile(Format format, FSDataOutputStream out, Configuration conf)
            throws IOException {
        this.out = out;
        this.text = format.values() == HdfsSinkConfig.WriteFormat.TEXT ? new Text() : null;
        this.blocks = format.codec() != null;
        this.writer =
                SequenceFile.createWriter(
                        conf,
                        SequenceFile.Writer.stream(out),
                        SequenceFile.Writer.keyClass(LongWritable.class),
                        SequenceFile.Writer.valueClass(
                                text != null ? Text.class : BytesWritable.class),
                        format.codec() == null
                                ? SequenceFile.Writer.compression(SequenceFile.CompressionType.NONE)
                                : SequenceFile.Writer.compression(
                                        SequenceFile.CompressionType.BLOCK, format.codec()));
    }

    @Override
    public void write(Run run) throws IOException {
        final byte[] array = run.array();
        final Text text = this.text;
        for (int event = 0; event < run.size(); event++) {
            key.set(time(run, event));
            if (text != null) {
                text.set(array, run.bodyStart(event), run.bodyLength(event));
                writer.append(key, text);
            } else {
                bytes.set(array, run.bodyStart(event), run.bodyLength(event));
                writer.append(key, bytes);
            }
        }
    }

    /** The header {@code timestamp}, or when the event came if that is missing or no number. */
    private static long time(Run run, int event) {
        return run.headers().number(run.blockIndex(event), TIMESTAMP, run.block().acceptedMillis());
    }

    @Override
    public void flush(boolean sync) throws IOException {
        if (blocks) {
            writer.sync(); // hflush alone would leave the block that is being filled in memory.
        }
        if (sync) {
            writer.hsync();
        } else {
            writer.hflush();
        }
    }

    @Override
    public void end(boolean sync) throws IOException {
        writer.close();
        EventFile.flush(out, sync);
    }
}
