// SPDX-License-Identifier: Apache-2.0
package io.millrace.formats;

import io.millrace.formats.avro.AvroCodec;
import io.millrace.frame.Run;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;

/**
 * An Avro object container: one record {@code Event} for each event, with headers and body. A block
 * of the container ends at every flush and when it has grown to the sync interval.
 */
final class AvroEventSerializer implements EventSerializer {
    static final String SCHEMA =
            """
            {"type":"record","name":"Event","fields":[\
            {"name":"headers","type":{"type":"map","values":"string"}},\
            {"name":"body","type":"bytes"}]}\
            """;

    private static final int SYNC_BYTES = 16;

    /**
     * @param syncIntervalBytes a block ends when it has so many bytes, before compression
     */
    record Settings(int syncIntervalBytes, AvroCodec codec) {
        private static final int DEFAULT_SYNC_INTERVAL = 2_048_000;

        static Settings of(Map<String, String> options) {
            return new Settings(
                    syncInterval(options.get("syncIntervalBytes")),
                    AvroCodec.of(options.get("compressionCodec")));
        }

        private static int syncInterval(@Nullable String text) {
            if (text == null) {
                return DEFAULT_SYNC_INTERVAL;
            }
            try {
                int bytes = Integer.parseInt(text.strip());
                if (bytes >= 32 && bytes <= 1 << 30) {
                    return bytes;
                }
            } catch (NumberFormatException notANumber) {
                // Said below, in the user's words.
            }
            throw new IllegalArgumentException(
                    "serializer.syncIntervalBytes is \""
                            + text
                            + "\"; it is a number of bytes from 32 to 1073741824");
        }
    }

    private final Settings settings;
    private final Output out;
    private final byte[] sync;
    private final AvroCodec.@Nullable Press press;
    private byte[] block = new byte[64 * 1024];
    private int used;
    private long events;

    AvroEventSerializer(Settings settings, Output out) {
        this(settings, out, randomMarker());
    }

    AvroEventSerializer(Settings settings, Output out, byte[] sync) {
        this.settings = settings;
        this.out = out;
        this.sync = sync;
        this.press = settings.codec().press();
    }

    private static byte[] randomMarker() {
        UUID random = UUID.randomUUID();
        return ByteBuffer.allocate(SYNC_BYTES)
                .putLong(random.getMostSignificantBits())
                .putLong(random.getLeastSignificantBits())
                .array();
    }

    @Override
    public void begin() throws IOException {
        reserve(SCHEMA.length() + 128);
        block[used++] = 'O';
        block[used++] = 'b';
        block[used++] = 'j';
        block[used++] = 1;
        putLong(2);
        putText("avro.schema");
        putText(SCHEMA);
        putText("avro.codec");
        putText(settings.codec().inFile());
        putLong(0);
        putBytes(sync, 0, SYNC_BYTES);
        int length = used;
        used = 0;
        out.write(block, 0, length);
    }

    @Override
    public void write(Run run) throws IOException {
        final boolean constant = run.headers().areConstant();
        byte @Nullable [] headers = null;
        for (int event = 0; event < run.size(); event++) {
            if (headers == null || !constant) {
                headers = headers(run, event);
            }
            putBytes(headers, 0, headers.length);
            int length = run.bodyLength(event);
            putLong(length);
            putBytes(run.array(), run.bodyStart(event), length);
            events++;
            if (used >= settings.syncIntervalBytes()) {
                flush();
            }
        }
    }

    /** The map of headers as Avro encodes it: count, pairs, and a count of 0. */
    private byte[] headers(Run run, int event) {
        Map<String, String> headers = run.headers().map(run.blockIndex(event));
        int start = used;
        if (!headers.isEmpty()) {
            putLong(headers.size());
            headers.forEach((name, value) -> {
                putText(name);
                putText(value);
            });
        }
        putLong(0);
        byte[] encoded = Arrays.copyOfRange(block, start, used);
        used = start;
        return encoded;
    }

    @Override
    public void flush() throws IOException {
        if (events == 0) {
            return;
        }
        byte[] data = block;
        int length = used;
        if (press != null) {
            AvroCodec.Pressed pressed = press.press(block, used);
            length = pressed.length();
            data = pressed.bytes();
        }
        byte[] head = new byte[20];
        int at = encode(length, head, encode(events, head, 0));
        // Emptied first: after a failure nothing of it may come a second time.
        used = 0;
        events = 0;
        out.write(head, 0, at);
        out.write(data, 0, length);
        out.write(sync, 0, SYNC_BYTES);
    }

    @Override
    public void end() throws IOException {
        flush();
        if (press != null) {
            press.close();
        }
    }

    private void putText(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        putLong(bytes.length);
        putBytes(bytes, 0, bytes.length);
    }

    private void putLong(long value) {
        reserve(10);
        used = encode(value, block, used);
    }

    private void putBytes(byte[] source, int offset, int length) {
        reserve(length);
        System.arraycopy(source, offset, block, used, length);
        used += length;
    }

    private void reserve(int count) {
        if (count > block.length - used) {
            long wanted = Math.max((long) used + count, Math.min(block.length * 2L, 1L << 30));
            block = Arrays.copyOf(block, Math.toIntExact(wanted));
        }
    }

    /** Zigzag and seven bits a byte, the lowest first. */
    private static int encode(long value, byte[] target, int at) {
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7FL) != 0) {
            target[at++] = (byte) ((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        target[at++] = (byte) rest;
        return at;
    }
}
