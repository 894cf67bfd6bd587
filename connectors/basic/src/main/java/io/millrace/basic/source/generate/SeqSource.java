// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.generate;

import io.millrace.basic.source.PatientEmitter;
import io.millrace.basic.source.StopSignal;
import io.millrace.frame.Batch;
import io.millrace.frame.BlockBuilder;
import io.millrace.spi.Context;
import io.millrace.spi.Emitter;
import io.millrace.spi.Source;

/** Counts. */
final class SeqSource implements Source {
    private static final int LONGEST_NUMBER = 19;

    private final SeqConfig config;
    private final Context context;
    private final StopSignal stop;

    SeqSource(SeqConfig config, Context context) {
        this.config = config;
        this.context = context;
        this.stop = new StopSignal(context.host().clock());
    }

    @Override
    public void run(Emitter out) throws InterruptedException {
        PatientEmitter emitter = new PatientEmitter(out, context, stop);
        byte[] digits = new byte[LONGEST_NUMBER];
        long next = 0;
        while (!stop.isSet() && next < config.totalEvents()) {
            int count = (int) Math.min(config.batchSize(), config.totalEvents() - next);
            BlockBuilder block = new BlockBuilder(count * digits(next + count - 1), count);
            for (int i = 0; i < count; i++) {
                int length = write(next + i, digits);
                block.append(digits, digits.length - length, length);
            }
            emitter.emit(Batch.of(block.build(context.host().clock().millis())));
            next += count;
        }
    }

    private static int digits(long number) {
        int digits = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        return digits;
    }

    /** Writes a number at the end of an array and returns its length. */
    private static int write(long number, byte[] digits) {
        int at = digits.length;
        long rest = number;
        do {
            digits[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        return digits.length - at;
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
