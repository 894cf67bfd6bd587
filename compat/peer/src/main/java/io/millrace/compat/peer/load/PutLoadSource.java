// SPDX-License-Identifier: Apache-2.0
package io.millrace.compat.peer.load;

import org.apache.flume.Context;
import org.apache.flume.Event;
import org.apache.flume.EventDeliveryException;
import org.apache.flume.PollableSource;
import org.apache.flume.conf.Configurable;
import org.apache.flume.event.EventBuilder;
import org.apache.flume.source.AbstractSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The {@link PutLoad} inside Flume. Keys are the names of {@link PutLoad.Plan}'s components. */
public final class PutLoadSource extends AbstractSource implements Configurable, PollableSource {
    private PutLoad load = new PutLoad(plan(new Context()), bodies -> {}, Thread::ofPlatform);
    private boolean isStarted;

    @Override
    public void configure(Context context) {
        load = new PutLoad(plan(context), this::put, Thread::ofPlatform);
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

    /** Runs the whole load at its first call. */
    @Override
    public Status process() throws EventDeliveryException {
        if (!isStarted) {
            isStarted = true;
            try {
                load.run();
            } catch (IOException e) {
                throw new EventDeliveryException("the load failed", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return Status.BACKOFF;
    }

    @Override
    public long getBackOffSleepIncrement() {
        return 1000;
    }

    @Override
    public long getMaxBackOffSleepInterval() {
        return 5000;
    }
}
