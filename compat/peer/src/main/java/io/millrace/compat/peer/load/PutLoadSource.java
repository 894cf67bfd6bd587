// SPDX-License-Identifier: Apache-2.0
package io.millrace.compat.peer.load;

import org.apache.flume.Context;
import org.apache.flume.Event;
import org.apache.flume.EventDrivenSource;
import org.apache.flume.conf.Configurable;
import org.apache.flume.event.EventBuilder;
import org.apache.flume.source.AbstractSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The {@link PutLoad} inside Flume. Keys are the names of {@link PutLoad.Plan}'s components. */
public final class PutLoadSource extends AbstractSource implements Configurable, EventDrivenSource {
    private static final Logger LOG = LoggerFactory.getLogger(PutLoadSource.class);

    private PutLoad load = new PutLoad(plan(new Context()), bodies -> {});

    @Override
    public void configure(Context context) {
        load = new PutLoad(plan(context), this::put);
    }

    private static PutLoad.Plan plan(Context context) {
        return new PutLoad.Plan(
                context.getInteger("producers", 1),
                context.getInteger("batch", 1),
                context.getInteger("bodyBytes", 500),
                context.getLong("warmUp", 0L),
                context.getLong("events", 0L),
                context.getInteger("perMilli", 0),
                context.getInteger("lone", 0),
                Path.of(context.getString("directory", ".")));
    }

    private void put(List<byte[]> bodies) {
        if (bodies.size() == 1) {
            getChannelProcessor().processEvent(EventBuilder.withBody(bodies.getFirst()));
            return;
        }
        List<Event> events = new ArrayList<>(bodies.size());
        for (byte[] body : bodies) {
            events.add(EventBuilder.withBody(body));
        }
        getChannelProcessor().processEventBatch(events);
    }

    @Override
    public synchronized void start() {
        PutLoad started = load;
        Thread.ofPlatform()
                .name("put-load")
                .start(() -> {
                    try {
                        started.run();
                    } catch (IOException | InterruptedException e) {
                        LOG.error("the load failed", e);
                    }
                });
        super.start();
    }

    @Override
    public synchronized void stop() {
        load.stop();
        super.stop();
    }
}
