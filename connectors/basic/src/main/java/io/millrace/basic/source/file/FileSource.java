// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.file;

import io.millrace.basic.source.StopSignal;
import io.millrace.basic.source.follow.LineFraming;
import io.millrace.spi.Context;
import io.millrace.spi.Emitter;
import io.millrace.spi.Health;
import io.millrace.spi.Source;

import java.io.IOException;

/** Each line of one file is an event. */
final class FileSource implements Source {
    private final FileConfig config;
    private final StopSignal stop;
    private final LineFollower follower;

    FileSource(FileConfig config, Context context) {
        this.config = config;
        this.stop = new StopSignal(context.host().clock());
        int maxLineBytes = Math.toIntExact(config.maxLineLength().bytes());
        this.follower =
                new LineFollower(
                        config.file(),
                        new LineFraming(maxLineBytes, null),
                        maxLineBytes,
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
