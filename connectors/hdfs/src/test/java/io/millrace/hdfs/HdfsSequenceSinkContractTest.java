// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.millrace.spi.Sink;
import io.millrace.testkit.SinkContract;
import io.millrace.testkit.TestContext;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.SequenceFile;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Sequence files, compressed in blocks, which keep any bytes. */
class HdfsSequenceSinkContractTest extends SinkContract {
    @TempDir Path directory;

    @Override
    protected Sink newSink() {
        return Configs.of(
                        "hdfs.path", directory.resolve("out").toUri().toString(),
                        "hdfs.codeC", "deflate",
                        "hdfs.rollCount", "0",
                        "hdfs.rollSize", "0",
                        "hdfs.rollInterval", "0")
                .create(TestContext.named("k1").in(directory));
    }

    @Override
    protected List<Arrived> arrived() throws IOException {
        List<Arrived> arrived = new ArrayList<>();
        for (Path file : OutputFiles.in(directory.resolve("out"))) {
            try (SequenceFile.Reader reader =
                    new SequenceFile.Reader(
                            new Configuration(),
                            SequenceFile.Reader.file(
                                    new org.apache.hadoop.fs.Path(file.toUri())))) {
                LongWritable key = new LongWritable();
                BytesWritable value = new BytesWritable();
                while (reader.next(key, value)) {
                    String body = new String(value.copyBytes(), StandardCharsets.UTF_8);
                    arrived.add(new Arrived(Map.of(), body));
                }
            }
        }
        return arrived;
    }

    @Override
    protected Set<Capability> capabilities() {
        // A record of a SequenceFile is a time and a body; faults are tried with text files.
        return EnumSet.of(Capability.ANY_BYTES, Capability.NO_DOUBLES);
    }
}
