// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.sink;

import io.millrace.formats.HeaderText;
import io.millrace.frame.Batch;
import io.millrace.frame.Run;
import io.millrace.spi.Delivery;
import io.millrace.spi.Sink;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes events to the log; see {@link LoggerConfig}. */
final class LoggerSink implements Sink {
    private static final Logger LOG = LoggerFactory.getLogger("org.apache.flume.sink.LoggerSink");
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    /** The text begins behind so many bytes, be there fewer. */
    private static final int COLUMNS = 16;

    private final int maxBytes;

    LoggerSink(LoggerConfig config) {
        this.maxBytes = config.maxBytesToLog();
    }

    @Override
    public int batchSize() {
        return 100;
    }

    @Override
    public Delivery write(Batch batch) {
        if (LOG.isInfoEnabled()) {
            for (Run run : batch.runs()) {
                for (int event = 0; event < run.size(); event++) {
                    LOG.info("Event: {}", line(run, event, maxBytes));
                }
            }
        }
        return Delivery.delivered();
    }

    static String line(Run run, int event, int maxBytes) {
        String headers = HeaderText.of(run, event);
        int length = Math.min(run.bodyLength(event), maxBytes);
        var line = new StringBuilder(headers.length() + 4 * Math.max(length, COLUMNS) + 32);
        line.append("{ headers:");
        for (int i = 0; i < headers.length(); i++) {
            // A header of two lines must not look like two events.
            line.append(Character.isISOControl(headers.charAt(i)) ? '.' : headers.charAt(i));
        }
        line.append(" body:");
        if (length > 0) {
            body(line, run.array(), run.bodyStart(event), length);
        }
        return line.append(" }").toString();
    }

    private static void body(StringBuilder line, byte[] array, int start, int length) {
        line.append(' ');
        for (int i = 0; i < length; i++) {
            byte value = array[start + i];
            line.append(HEX[value >> 4 & 0xF]).append(HEX[value & 0xF]).append(' ');
        }
        line.repeat("   ", Math.max(0, COLUMNS - length));
        for (int i = 0; i < length; i++) {
            byte value = array[start + i];
            line.append(value >= ' ' && value < 127 ? (char) value : '.');
        }
    }
}
