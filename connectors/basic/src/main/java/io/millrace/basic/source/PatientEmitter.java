// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source;

import io.millrace.frame.Batch;
import io.millrace.frame.StreamPosition;
import io.millrace.spi.Context;
import io.millrace.spi.Emitter;
import io.millrace.spi.Problem;
import io.millrace.spi.RefusedException;

import java.io.IOException;
import java.time.Duration;

/**
 * Hands batches over until they are taken, for sources whose events nobody could bring again. A
 * full channel blocks; what an interceptor or a channel refuses is offered again after a pause.
 */
public final class PatientEmitter {
    private static final long FIRST_PAUSE_NANOS = Duration.ofMillis(250).toNanos();
    private static final long LONGEST_PAUSE_NANOS = Duration.ofSeconds(5).toNanos();

    private final Emitter out;
    private final Context context;
    private final StopSignal stop;

    public PatientEmitter(Emitter out, Context context, StopSignal stop) {
        this.out = out;
        this.context = context;
        this.stop = stop;
    }

    /**
     * Says where a stream begins, if its first batch, of so many events, might be accepted in part.
     *
     * @throws IOException as {@link Emitter#begin}
     */
    public void begin(StreamPosition start, int events) throws IOException {
        if (!out.isTakenWhole(events)) {
            out.begin(start);
        }
    }

    /**
     * Hands a batch over, in parts if it is larger than what is accepted as a whole.
     *
     * @return false if the source is to stop and a part was refused to the last
     */
    public boolean emit(Batch batch) throws InterruptedException {
        int most = out.maxBatchEvents();
        for (int at = 0; at < batch.size(); at += most) {
            if (!emitWhole(batch.slice(at, Math.min(batch.size(), at + most)))) {
                return false;
            }
        }
        return true;
    }

    private boolean emitWhole(Batch batch) throws InterruptedException {
        long pause = FIRST_PAUSE_NANOS;
        while (true) {
            try {
                out.emit(batch);
                return true;
            } catch (RefusedException refused) {
                report(batch, refused);
            }
            if (stop.await(pause)) {
                return false;
            }
            pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
        }
    }

    private void report(Batch batch, RefusedException refused) {
        context.report(
                new Problem(
                        "MR-2001",
                        Problem.Severity.WARNING,
                        "",
                        "",
                        "a batch of "
                                + batch.size()
                                + " events was refused: "
                                + refused.getMessage(),
                        "the source keeps the batch, offers it again, and takes nothing new until"
                                + " then",
                        "mend the interceptor or channel that the message names"));
    }
}
