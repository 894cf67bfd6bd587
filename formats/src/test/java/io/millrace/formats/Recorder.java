// SPDX-License-Identifier: Apache-2.0
package io.millrace.formats;

import io.millrace.frame.Batch;
import io.millrace.frame.Run;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Keeps what a serializer writes and counts the writes. */
final class Recorder implements EventSerializer.Output {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int writes;

    @Override
    public void write(byte[] source, int offset, int length) {
        bytes.write(source, offset, length);
        writes++;
    }

    int writes() {
        return writes;
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** A whole file of the events of some batches. */
    static Recorder file(String type, Map<String, String> options, Batch... batches)
            throws IOException {
        Recorder out = new Recorder();
        EventSerializer serializer = EventSerializers.create(type, options, out);
        serializer.begin();
        for (Batch batch : batches) {
            for (Run run : batch.runs()) {
                serializer.write(run);
            }
        }
        serializer.end();
        return out;
    }
}
