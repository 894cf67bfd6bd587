// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.log4j;

import io.millrace.basic.source.StopSignal;
import io.millrace.basic.source.file.LineFollower;
import io.millrace.basic.source.follow.JoinedFraming;
import io.millrace.spi.Context;
import io.millrace.spi.Emitter;
import io.millrace.spi.Health;
import io.millrace.spi.Source;

import java.io.IOException;
import java.time.Duration;

/** Follows a log file event by event. */
final class Log4jSource implements Source {
    private static final Duration PATIENCE = Duration.ofMillis(100);

    private final Log4jConfig config;
    private final StopSignal stop;
    private final LineFollower follower;

    Log4jSource(Log4jConfig config, Context context) {
        this.config = config;
        this.stop = new StopSignal(context.host().clock());
        int maxBytes = Math.toIntExact(config.maxEventLength().bytes());
        this.follower =
                new LineFollower(
                        config.file(),
                        new JoinedFraming(
                                new Log4jLines(config, context), maxBytes, PATIENCE, null),
                        maxBytes,
                        context,
                        stop);
    }

    @Override
    public void open() throws IOException {
        follower.check();
    }

    @Override
    public void run(Emitter out) throws IOException, InterruptedException {
        follower.run(out);
    }

    @Override
    public Health health() {
        return follower.waitsForFile()
                ? Health.degraded("waits for the file " + config.file())
                : Health.up();
    }

    @Override
    public void stop() {
        stop.set();
    }

    @Override
    public void close() {
        stop.set();
    }
}
