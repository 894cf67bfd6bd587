// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.netcat;

import io.millrace.host.Net;
import io.millrace.spi.RefusedException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The answers to the lines of one client, gathered and written in one go. For one thread. */
final class Answers {
    private static final byte[] OK = "OK\n".getBytes(StandardCharsets.US_ASCII);

    private final Net.Connection socket;
    private final boolean ackEveryEvent;
    private ByteArrayOutputStream waiting = new ByteArrayOutputStream(OK.length);

    Answers(Net.Connection socket, boolean ackEveryEvent) {
        this.socket = socket;
        this.ackEveryEvent = ackEveryEvent;
    }

    void accepted(int lines) {
        for (int i = 0; ackEveryEvent && i < lines; i++) {
            waiting.writeBytes(OK);
        }
    }

    void refused(int lines, RefusedException reason) {
        String message = String.valueOf(reason.getMessage()).replace('\n', ' ');
        byte[] answer = ("FAILED: " + message + "\n").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < lines; i++) {
            waiting.writeBytes(answer);
        }
    }

    void tooLong(int maxLineLength) throws IOException {
        String answer =
                "FAILED: Event exceeds the maximum length ("
                        + maxLineLength
                        + " chars, including newline)\n";
        waiting.writeBytes(answer.getBytes(StandardCharsets.US_ASCII));
        flush();
    }

    /** Writes what waits; blocks for as long as the client does not read. */
    void flush() throws IOException {
        if (waiting.size() > 0) {
            byte[] bytes = waiting.toByteArray();
            // A new one, lest a client that sent much keeps its memory.
            waiting = new ByteArrayOutputStream(OK.length);
            socket.write(bytes, 0, bytes.length);
        }
    }
}
