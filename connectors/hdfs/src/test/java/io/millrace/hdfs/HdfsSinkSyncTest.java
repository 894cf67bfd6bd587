// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import static io.millrace.testkit.Events.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.spi.Level;
import io.millrace.spi.ProblemException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** When the file system is asked to flush, and when to sync. */
class HdfsSinkSyncTest {
    private static final String HOST = "syncs";

    @TempDir Path directory;
    private final List<String> calls = new ArrayList<>();

    @BeforeEach
    void listen() throws Exception {
        StubFileSystem.configure(directory);
        StubFileSystem.on(HOST, "flush", path -> calls.add("flush"));
        StubFileSystem.on(HOST, "sync", path -> calls.add("sync"));
    }

    @AfterEach
    void heal() {
        StubFileSystem.off(HOST, "flush");
        StubFileSystem.off(HOST, "sync");
    }

    private List<String> callsOf(Level channel, String... settings) throws Exception {
        String[] all =
                Stream.concat(
                                Stream.of(
                                        "hdfs.path",
                                        "stub://" + HOST + directory + "/out",
                                        "hdfs.fileType",
                                        "DataStream",
                                        "hdfs.rollCount",
                                        "0"),
                                Stream.of(settings))
                        .toArray(String[]::new);
        try (SinkRig rig = SinkRig.behind(channel, directory, all)) {
            rig.write(batch("a"));
            rig.write(batch("b"));
        }
        return calls;
    }

    @Test
    void flushesBehindAChannelInMemory() throws Exception {
        assertThat(callsOf(Level.MEMORY)).containsExactly("flush", "flush", "flush");
    }

    @Test
    void syncsEachBatchBehindADurableChannel() throws Exception {
        assertThat(callsOf(Level.FSYNC)).containsExactly("sync", "sync", "sync");
    }

    @Test
    void syncsTheEndOfAFile() throws Exception {
        assertThat(callsOf(Level.FSYNC, "sink.sync", "roll"))
                .containsExactly("flush", "flush", "sync");
    }

    @Test
    void syncsNothingIfToldSo() throws Exception {
        assertThat(callsOf(Level.FSYNC, "hdfs.sync", "none"))
                .containsExactly("flush", "flush", "flush");
    }

    @Test
    void syncsSequenceFiles() throws Exception {
        assertThat(callsOf(Level.FSYNC, "hdfs.fileType", "SequenceFile"))
                .containsExactly("sync", "sync", "sync");
    }

    @Test
    void saysOnceThatFilesCannotBeFlushed() throws Exception {
        StubFileSystem.on(HOST, "incapable", path -> {});
        try (SinkRig rig =
                SinkRig.text(
                        directory,
                        "hdfs.path",
                        "stub://" + HOST + directory + "/out",
                        "hdfs.rollCount",
                        "1")) {
            rig.write(batch("a", "b"));
            assertThat(rig.context.codes()).containsExactly("MR-4131");
        } finally {
            StubFileSystem.off(HOST, "incapable");
        }
    }

    @Test
    void deliversNothingThatIsNotSynced() throws Exception {
        StubFileSystem.on(
                HOST,
                "sync",
                path -> {
                    throw new IOException("disk failed");
                });
        ProblemException failed =
                catchThrowableOfType(ProblemException.class, () -> callsOf(Level.FSYNC));
        assertThat(failed.problem().what()).contains("disk failed");
    }
}
