// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.micro;

import io.millrace.frame.Block;
import io.millrace.frame.BlockBuilder;

import java.nio.charset.StandardCharsets;

/** What the benchmarks put into blocks. */
final class Bodies {
    /** Events of a block or batch. */
    static final int EVENTS = 1000;

    private Bodies() {}

    /** One body of so many bytes. */
    static byte[] body(int bytes) {
        byte[] body = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            body[i] = (byte) (' ' + i % 95);
        }
        return body;
    }

    /** A block of a thousand such bodies. */
    static Block block(int bodyBytes) {
        BlockBuilder builder = new BlockBuilder(EVENTS * bodyBytes, EVENTS);
        byte[] body = body(bodyBytes);
        for (int i = 0; i < EVENTS; i++) {
            builder.append(body);
        }
        return builder.build(0);
    }

    /** The same with two constants and two columns, as a syslog source makes them. */
    static Block blockWithHeaders(int bodyBytes) {
        BlockBuilder builder = new BlockBuilder(EVENTS * bodyBytes, EVENTS);
        builder.constant("host", "web-17.example.org").constant("datacentre", "north");
        byte[] body = body(bodyBytes);
        for (int i = 0; i < EVENTS; i++) {
            builder.append(body);
            builder.header("timestamp", 1_760_000_000_000L + i);
            builder.header("Severity", Integer.toString(i % 8));
        }
        return builder.build(0);
    }

    /** Lines of 200 bytes, line feeds included, that fill an array of 256 KiB. */
    static byte[] lines() {
        byte[] lines = new byte[Block.TARGET_BYTES];
        byte[] line =
                new String(body(199), StandardCharsets.US_ASCII)
                        .concat("\n")
                        .getBytes(StandardCharsets.US_ASCII);
        for (int at = 0; at < lines.length; at++) {
            lines[at] = line[at % line.length];
        }
        return lines;
    }
}
