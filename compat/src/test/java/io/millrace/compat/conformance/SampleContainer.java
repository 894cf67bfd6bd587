// SPDX-License-Identifier: Apache-2.0
package io.millrace.compat.conformance;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** An Avro container with a schema of many kinds of types, as Avro itself would write it. */
final class SampleContainer {
    /** How many records it holds, in two blocks. */
    static final int RECORDS = 50;

    private static final String SCHEMA =
            """
            {"type":"record","name":"Node","namespace":"a.b","doc":"x","fields":[\
            {"name":"next","type":["null","Node"],"default":null},\
            {"name":"kind","type":{"type":"enum","name":"Kind","symbols":["A","B"]}},\
            {"name":"hash","type":{"type":"fixed","name":"Hash","namespace":"c","size":2}},\
            {"name":"all","type":{"type":"array","items":"c.Hash"}},\
            {"name":"by","type":{"type":"map","values":"double"}},\
            {"name":"at","type":{"type":"long","logicalType":"timestamp-millis"}}]}\
            """;
    private static final byte[] SYNC = "sixteen bytes...".getBytes(StandardCharsets.US_ASCII);

    private SampleContainer() {}

    static byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {'O', 'b', 'j', 1, 2});
        text(out, "avro.schema");
        text(out, SCHEMA);
        out.write(0);
        out.writeBytes(SYNC);
        block(out, 0, 20);
        block(out, 20, RECORDS);
        return out.toByteArray();
    }

    private static void block(ByteArrayOutputStream out, int from, int to) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (int i = from; i < to; i++) {
            data.writeBytes(new byte[] {0, (byte) (i % 2 * 2), 7, 8});
            data.writeBytes(new byte[] {2, 9, 9, 0});
            data.writeBytes(new byte[] {2, 2, 'k', 0, 0, 0, 0, 0, 0, 1, 2, 0});
            number(data, 1_000_000_000_000L + i);
        }
        number(out, to - from);
        number(out, data.size());
        out.writeBytes(data.toByteArray());
        out.writeBytes(SYNC);
    }

    private static void text(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        number(out, bytes.length);
        out.writeBytes(bytes);
    }

    private static void number(ByteArrayOutputStream out, long value) {
        long rest = value << 1;
        for (; rest > 0x7F; rest >>>= 7) {
            out.write((int) (rest & 0x7F) | 0x80);
        }
        out.write((int) rest);
    }
}
