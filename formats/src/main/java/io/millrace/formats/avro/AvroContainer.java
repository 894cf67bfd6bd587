// SPDX-License-Identifier: Apache-2.0
package io.millrace.formats.avro;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The parts of an Avro object container. */
public final class AvroContainer {
    /** The length of the marker behind the header and behind each block. */
    public static final int SYNC_BYTES = 16;

    private static final byte[] MAGIC = {'O', 'b', 'j', 1};
    private static final byte[] OUR_SYNC = "millrace-marker.".getBytes(StandardCharsets.US_ASCII);

    private AvroContainer() {}

    /**
     * What stands before the blocks.
     *
     * @param metadata {@code avro.schema}, {@code avro.codec} and what else the writer said
     * @param sync the marker that ends the header and each block
     * @param length where the first block begins
     */
    public record Header(Map<String, byte[]> metadata, byte[] sync, int length) {

        /** A text of the metadata. */
        public Optional<String> text(String key) {
            return Optional.ofNullable(metadata.get(key))
                    .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
        }
    }

    /**
     * What stands before a block's data.
     *
     * @param data where the data begin
     * @param length of the data; the marker stands behind them
     */
    public record BlockHead(long count, int data, long length) {}

    /**
     * The header of a container, of which the first bytes are given.
     *
     * @throws EOFException if the header is longer than that
     */
    public static Header header(byte[] bytes, int length) throws IOException {
        AvroInput in = new AvroInput(bytes, 0, length);
        for (byte letter : MAGIC) {
            if (in.next() != letter) {
                throw new AvroFormatException("not an Avro container");
            }
        }
        Map<String, byte[]> metadata = new LinkedHashMap<>();
        for (long count = in.number(); count != 0; count = in.number()) {
            if (count < 0) {
                in.number();
                count = -count;
            }
            for (long i = 0; i < count; i++) {
                String key = new String(in.bytes(), StandardCharsets.UTF_8);
                metadata.put(key, in.bytes());
            }
        }
        byte[] sync = in.take(SYNC_BYTES);
        return new Header(metadata, sync, in.at());
    }

    /**
     * What stands before the data of a block that begins at an index.
     *
     * @throws EOFException if the bytes end before that does
     */
    public static BlockHead block(byte[] bytes, int at, int end) throws IOException {
        AvroInput in = new AvroInput(bytes, at, end);
        long count = in.number();
        long length = in.number();
        if (count < 0 || length < 0) {
            throw new AvroFormatException("a block of " + count + " records");
        }
        return new BlockHead(count, in.at(), length);
    }

    /** The number in the last record of a container of records with one number, uncompressed. */
    public static Optional<Long> lastLong(byte[] bytes, Header header) throws IOException {
        Optional<Long> last = Optional.empty();
        int at = header.length();
        while (at < bytes.length) {
            BlockHead block = block(bytes, at, bytes.length);
            long next = block.data() + block.length() + SYNC_BYTES;
            if (next > bytes.length) {
                // A crash cut it.
                return last;
            }
            AvroInput in = new AvroInput(bytes, block.data(), (int) (next - SYNC_BYTES));
            for (long i = 0; i < block.count(); i++) {
                last = Optional.of(in.number());
            }
            at = (int) next;
        }
        return last;
    }

    /** A container of one record with one number. */
    public static byte[] ofLong(String schema, Map<String, byte[]> metadata, long value) {
        Map<String, byte[]> all = new LinkedHashMap<>(metadata);
        all.put("avro.schema", schema.getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(MAGIC);
        out.writeBytes(number(all.size()));
        all.forEach((key, bytes) -> {
            byte[] name = key.getBytes(StandardCharsets.UTF_8);
            out.writeBytes(number(name.length));
            out.writeBytes(name);
            out.writeBytes(number(bytes.length));
            out.writeBytes(bytes);
        });
        out.writeBytes(number(0));
        out.writeBytes(OUR_SYNC);
        byte[] record = number(value);
        out.writeBytes(number(1));
        out.writeBytes(number(record.length));
        out.writeBytes(record);
        out.writeBytes(OUR_SYNC);
        return out.toByteArray();
    }

    /** Zigzag and seven bits a byte, the lowest first. */
    private static byte[] number(long value) {
        byte[] bytes = new byte[10];
        int length = 0;
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7FL) != 0) {
            bytes[length++] = (byte) ((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
        return Arrays.copyOf(bytes, length);
    }
}
