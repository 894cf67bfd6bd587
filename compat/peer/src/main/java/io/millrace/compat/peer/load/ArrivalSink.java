// SPDX-License-Identifier: Apache-2.0
package io.millrace.compat.peer.load;

import org.apache.flume.Channel;
import org.apache.flume.Context;
import org.apache.flume.Event;
import org.apache.flume.Transaction;
import org.apache.flume.conf.BatchSizeSupported;
import org.apache.flume.conf.Configurable;
import org.apache.flume.sink.AbstractSink;

import java.util.ArrayList;
import java.util.List;

/**
 * Tells {@link LoadEvents} what comes out of a channel of Flume, in transactions as Flume's own
 * sinks make them. Key: {@code batchSize} (1000).
 */
public final class ArrivalSink extends AbstractSink implements Configurable, BatchSizeSupported {
    private final LoadEvents events = LoadEvents.ofThisProcess();
    private int batchSize = 1000;

    @Override
    public void configure(Context context) {
        batchSize = context.getInteger("batchSize", 1000);
    }

    @Override
    public Status process() {
        Channel channel = getChannel();
        List<byte[]> bodies = new ArrayList<>();
        long[] takenAt = new long[batchSize];
        Transaction transaction = channel.getTransaction();
        transaction.begin();
        boolean isCommitted = false;
        try {
            while (bodies.size() < batchSize) {
                Event event = channel.take();
                if (event == null) {
                    break;
                }
                takenAt[bodies.size()] = System.nanoTime();
                bodies.add(event.getBody());
            }
            transaction.commit();
            isCommitted = true;
        } finally {
            if (!isCommitted) {
                transaction.rollback();
            }
            transaction.close();
        }
        for (int i = 0; i < bodies.size(); i++) {
            byte[] body = bodies.get(i);
            events.arrived(body, 0, body.length, takenAt[i]);
        }
        events.publish();
        return bodies.isEmpty() ? Status.BACKOFF : Status.READY;
    }

    @Override
    public long getBatchSize() {
        return batchSize;
    }
}
