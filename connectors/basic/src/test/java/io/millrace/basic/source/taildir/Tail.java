// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.taildir;

import io.millrace.basic.source.follow.GatedDisk;
import io.millrace.basic.source.follow.HastyClock;
import io.millrace.host.Clock;
import io.millrace.host.Host;
import io.millrace.host.real.RealHost;
import io.millrace.spec.ByteSize;
import io.millrace.spi.Source;
import io.millrace.testkit.RecordingEmitter;
import io.millrace.testkit.RunningSource;
import io.millrace.testkit.TestContext;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** A source under test: set up, started, stopped, crashed, on a clock whose waits take no time. */
final class Tail implements AutoCloseable {
    static final Duration FOR_EVER = Duration.ofDays(1000);

    final GatedDisk disk;
    final Map<String, String> groups = new LinkedHashMap<>();
    final Map<String, String> headers = new LinkedHashMap<>();
    final Path positionFile;
    boolean byteOffsetHeader;
    boolean skipToEnd;
    boolean fileHeader;
    boolean recursive;
    boolean holdLastLine;
    Duration idleTimeout = FOR_EVER;
    Optional<Pattern> multilineStart = Optional.empty();
    int maxOpenFiles = 500;
    int maxLineLength = 1 << 20;
    Clock clock = new HastyClock();
    TestContext context;
    RecordingEmitter out = new RecordingEmitter();
    @Nullable RunningSource running;

    /** Follows names in a directory that match; state lies beside it. */
    Tail(Path directory, String names) {
        groups.put("f1", directory + "/" + names);
        positionFile = directory.resolveSibling("state").resolve("taildir_position.json");
        disk = new GatedDisk(directory.resolveSibling("state"), directory.resolveSibling("own"));
        Host real = new RealHost();
        context =
                TestContext.named("s1")
                        .with(new RealHost(clock, real.threads(), disk, real.net()))
                        .in(directory.resolveSibling("own"));
    }

    /** With the clock that was set meanwhile. */
    Tail withClock() {
        Host real = new RealHost();
        context = context.with(new RealHost(clock, real.threads(), disk, real.net()));
        return this;
    }

    TaildirConfig config() {
        return new TaildirConfig(
                List.copyOf(groups.keySet()),
                groups,
                headers,
                Optional.of(positionFile),
                byteOffsetHeader,
                skipToEnd,
                idleTimeout,
                Duration.ofMillis(10),
                true,
                fileHeader,
                "file",
                new ByteSize(maxLineLength),
                recursive,
                holdLastLine,
                multilineStart,
                Duration.ofMillis(200),
                maxOpenFiles);
    }

    Source source() {
        return config().create(context);
    }

    Tail start() throws Exception {
        running = RunningSource.start(source(), out);
        return this;
    }

    void stop() throws Exception {
        RunningSource stopping = running;
        running = null;
        if (stopping != null) {
            stopping.stop();
        }
    }

    void restart() throws Exception {
        stop();
        start();
    }

    List<String> texts(int count) throws InterruptedException {
        out.awaitEvents(count);
        return out.texts();
    }

    @Nullable Throwable failure() {
        return running == null ? null : running.failure();
    }

    @Override
    public void close() {
        if (running != null) {
            running.close();
        }
    }
}
