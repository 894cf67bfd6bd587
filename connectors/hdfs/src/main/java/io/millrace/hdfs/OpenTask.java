// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.millrace.hdfs.GuardedCalls.Steps;
import io.millrace.spi.Context;

import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.jspecify.annotations.Nullable;

import java.io.IOException;

/** Starts Hadoop for a sink: configuration, login, codec, and a first look at the file system. */
final class OpenTask implements GuardedCalls.Task {
    private final HdfsSinkConfig config;
    private final Context context;
    private final @Nullable WriteRecord record;
    private volatile @Nullable Hadoop hadoop;
    private volatile @Nullable EventFiles files;

    OpenTask(HdfsSinkConfig config, Context context, @Nullable WriteRecord record) {
        this.config = config;
        this.context = context;
        this.record = record;
    }

    @Override
    public void run(Steps steps) throws IOException {
        steps.next("read Hadoop's configuration for", config.path());
        Hadoop started =
                Hadoop.start(
                        config,
                        Hadoop.directories(
                                context.configurationDirectory(), System.getenv("HADOOP_CONF_DIR")),
                        context.host(),
                        steps,
                        context::report);
        hadoop = started;
        @Nullable CompressionCodec codec = null;
        String extension = "";
        if (config.codec().isPresent()) {
            codec =
                    Codecs.find(
                            config.codec().get(),
                            config.codecLevel(),
                            config.fileType() == HdfsSinkConfig.FileType.SEQUENCE_FILE,
                            started.configuration());
            extension = codec.getDefaultExtension();
        }
        started.identity().run(steps, () -> look(started, steps));
        files =
                new EventFiles(
                        config,
                        started,
                        context.host().clock(),
                        FileNames.of(config, extension),
                        codec,
                        config.syncFor(context.channelLevel()),
                        record,
                        config.isExactBehind(context.channelLevel()),
                        config.proofs(context),
                        context::report);
    }

    /** Asks for the root directory: whoever starts an agent wants to know now. */
    private void look(Hadoop hadoop, Steps steps) throws IOException {
        String fixed = fixedStart(config.path());
        if (fixed.isEmpty()) {
            return;
        }
        steps.next("connect to", fixed);
        Path start = new Path(fixed);
        FileSystem fileSystem = hadoop.fileSystem(start);
        if (!(fileSystem instanceof LocalFileSystem)) {
            var _ = fileSystem.exists(start);
        }
    }

    /** Scheme, host and port, if no escape stands in them; else empty. */
    private static String fixedStart(String path) {
        int scheme = path.indexOf("://");
        int end = scheme < 0 ? 0 : path.indexOf('/', scheme + 3);
        String start = end < 0 ? path : path.substring(0, end);
        return start.indexOf('%') >= 0 ? "" : start + "/";
    }

    /** Also after a failure, if it came that far. */
    @Nullable Hadoop hadoop() {
        return hadoop;
    }

    /** Null if it failed. */
    @Nullable EventFiles files() {
        return files;
    }
}
