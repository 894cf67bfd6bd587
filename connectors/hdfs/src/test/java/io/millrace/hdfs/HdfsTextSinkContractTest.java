// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.millrace.spi.Sink;
import io.millrace.testkit.SinkContract;
import io.millrace.testkit.TestContext;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** Text files, on a file system that fails once in the middle of a batch. */
class HdfsTextSinkContractTest extends SinkContract {
    private static final String HOST = "contract";

    @TempDir Path directory;

    @BeforeEach
    void makeTheSchemeKnown() throws IOException {
        StubFileSystem.configure(directory);
    }

    @AfterEach
    void heal() {
        StubFileSystem.off(HOST, "flush");
    }

    @Override
    protected Sink newSink() {
        return Configs.of(
                        "hdfs.path", "stub://" + HOST + directory + "/out",
                        "hdfs.fileType", "DataStream",
                        "hdfs.rollCount", "0",
                        "hdfs.rollSize", "0",
                        "hdfs.rollInterval", "0")
                .create(TestContext.named("k1").in(directory));
    }

    @Override
    protected List<Arrived> arrived() throws IOException {
        List<Arrived> arrived = new ArrayList<>();
        for (Path file : OutputFiles.in(directory.resolve("out"))) {
            String[] lines = OutputFiles.text(file).split("\n", -1);
            // What follows the last line feed is no event.
            for (int i = 0; i < lines.length - 1; i++) {
                arrived.add(new Arrived(Map.of(), lines[i]));
            }
        }
        return arrived;
    }

    @Override
    protected Set<Capability> capabilities() {
        // Text has no place for headers and ends an event at a line feed; a batch that failed may
        // have left events in a file (MR-4118).
        return EnumSet.of(Capability.FAULTS);
    }

    /** The bytes of the batch are in the file when its flush fails. */
    @Override
    protected void breakNextWrite() {
        AtomicBoolean broken = new AtomicBoolean();
        StubFileSystem.on(
                HOST,
                "flush",
                path -> {
                    if (!broken.getAndSet(true)) {
                        throw new IOException("broken once");
                    }
                });
    }
}
