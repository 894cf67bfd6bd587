// SPDX-License-Identifier: Apache-2.0
package io.millrace.compat.conformance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * What the serializer avro_event wrote: an Avro container of records with a map of headers and a
 * body. Its sync marker is random, so that two files with the same events differ in bytes.
 *
 * @param metadata of the file
 * @param events in order
 */
record AvroContainer(Map<String, String> metadata, List<Event> events) {
    private static final int SYNC_BYTES = 16;

    /** A record; the body in hex, so that it can be compared and read. */
    record Event(Map<String, String> headers, String body) {}

    static AvroContainer read(Path file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file));
        if (in.getInt() != 0x4F626A01) {
            throw new IOException("no Avro container");
        }
        Map<String, String> metadata = map(in);
        byte[] sync = new byte[SYNC_BYTES];
        in.get(sync);
        List<Event> events = new ArrayList<>();
        while (in.hasRemaining()) {
            long count = number(in);
            byte[] data = bytes(in);
            if ("deflate".equals(metadata.get("avro.codec"))) {
                data = inflate(data);
            }
            ByteBuffer block = ByteBuffer.wrap(data);
            for (long i = 0; i < count; i++) {
                events.add(new Event(map(block), HexFormat.of().formatHex(bytes(block))));
            }
            byte[] end = new byte[SYNC_BYTES];
            in.get(end);
            if (block.hasRemaining() || !Arrays.equals(sync, end)) {
                throw new IOException("block ends wrongly before byte " + in.position());
            }
        }
        return new AvroContainer(metadata, events);
    }

    private static Map<String, String> map(ByteBuffer in) {
        Map<String, String> map = new TreeMap<>();
        for (long count = number(in); count != 0; count = number(in)) {
            if (count < 0) {
                // A negative count is followed by the length of the block.
                count = -count;
                number(in);
            }
            for (long i = 0; i < count; i++) {
                map.put(text(in), text(in));
            }
        }
        return map;
    }

    private static String text(ByteBuffer in) {
        return new String(bytes(in), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(ByteBuffer in) {
        byte[] bytes = new byte[Math.toIntExact(number(in))];
        in.get(bytes);
        return bytes;
    }

    /** Variable length, seven bits a byte, zigzag. */
    private static long number(ByteBuffer in) {
        long value = 0;
        int shift = 0;
        byte next;
        do {
            next = in.get();
            value |= (next & 0x7FL) << shift;
            shift += 7;
        } while (next < 0);
        return (value >>> 1) ^ -(value & 1);
    }

    private static byte[] inflate(byte[] data) throws IOException {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(data);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[8192];
            while (!inflater.finished()) {
                out.write(buffer, 0, inflater.inflate(buffer));
            }
            return out.toByteArray();
        } catch (DataFormatException e) {
            throw new IOException(e);
        } finally {
            inflater.end();
        }
    }
}
