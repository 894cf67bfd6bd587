// SPDX-License-Identifier: Apache-2.0
package io.millrace.testing.crash;

import io.millrace.frame.Block;
import io.millrace.frame.BlockBuilder;
import io.millrace.frame.FrameEncoder;
import io.millrace.frame.Run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * Writes a journal of any size by its description in {@code docs/formats/journal.md}, without the
 * code that is tested: whole frames, whose bodies are zeros and stay holes in the file. Each frame
 * has its number as a header.
 */
final class SparseSegments {
    static final int EVENTS_OF_FRAME = 2000;
    static final int BODY_BYTES = 500;
    private static final int SEGMENT_BYTES = 64 << 20;
    private static final int HEADER_BYTES = 4096;
    private static final int RECORD_BYTES = 64;
    private static final int FRAME = 1;
    private static final int SNAPSHOT = 3;

    /** Of one that knows nothing: two numbers and two counts, all zero. */
    private static final int SNAPSHOT_BYTES = 24;

    private final Path directory;
    private long number;
    private long epoch;
    private long sequence;
    private long bytes;
    private long previousEnd;
    private long at;

    private SparseSegments(Path directory) {
        this.directory = directory;
    }

    /** Writes segments of so many bytes in all; gives the number of events in them. */
    static long write(Path directory, long bytes) throws IOException {
        SparseSegments segments = new SparseSegments(Files.createDirectories(directory));
        long left = bytes;
        while (left > 0) {
            segments.writeSegment();
            left -= SEGMENT_BYTES;
        }
        return segments.sequence;
    }

    private void writeSegment() throws IOException {
        number++;
        epoch = 77L << 32 | number;
        Path path = directory.resolve(HexFormat.of().toHexDigits(number) + ".segment");
        try (FileChannel file =
                FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            file.write(header(), 0);
            at = HEADER_BYTES;
            put(file, SNAPSHOT, 0, 0, new byte[SNAPSHOT_BYTES], new byte[0], 0, 0);
            while (at + (2 << 20) < SEGMENT_BYTES) {
                writeFrame(file);
            }
            // The file is as long as what stands in it, its last hole included.
            file.write(ByteBuffer.allocate(1), SEGMENT_BYTES - 1);
        }
        previousEnd = at;
    }

    private void writeFrame(FileChannel file) throws IOException {
        BlockBuilder builder =
                new BlockBuilder(EVENTS_OF_FRAME * BODY_BYTES, EVENTS_OF_FRAME)
                        .constant("n", "" + sequence / EVENTS_OF_FRAME);
        for (int i = 0; i < EVENTS_OF_FRAME; i++) {
            builder.mark(i * BODY_BYTES, BODY_BYTES);
        }
        builder.advance(EVENTS_OF_FRAME * BODY_BYTES);
        Block block = builder.build(1);
        byte[] start = FrameEncoder.head(Run.of(block), block);
        byte[] head = Arrays.copyOf(start, start.length + block.offsetsLength());
        System.arraycopy(
                block.offsets(), block.offsetsAt(), head, start.length, block.offsetsLength());
        int bodyBytes = block.bodiesLength();
        put(
                file,
                FRAME,
                EVENTS_OF_FRAME,
                bodyBytes,
                head,
                block.array(),
                block.bodiesAt(),
                bodyBytes);
        sequence += EVENTS_OF_FRAME;
        bytes += bodyBytes;
    }

    /** A record; of the tail, which is zeros, nothing is written. */
    private void put(
            FileChannel file,
            int type,
            int events,
            int bodyBytes,
            byte[] head,
            byte[] tail,
            int tailAt,
            int tailLength)
            throws IOException {
        CRC32C payload = new CRC32C();
        payload.update(head);
        payload.update(tail, tailAt, tailLength);
        int length = head.length + tailLength;
        ByteBuffer record = little(RECORD_BYTES);
        record.put(new byte[] {0x4D, 0x52, 0x4A, 0x52, (byte) type, 0, 0, 0});
        record.putLong(epoch).putLong(at).putLong(sequence);
        record.putInt(events).putInt(bodyBytes).putLong(sequence);
        record.putInt(length).putInt(length).putInt((int) payload.getValue());
        record.putInt(crc(record, 60)).flip();
        file.write(record, at);
        file.write(ByteBuffer.wrap(head), at + RECORD_BYTES);
        at = (at + RECORD_BYTES + length + 7) & -8;
    }

    private ByteBuffer header() {
        ByteBuffer copy = little(512);
        copy.put(new byte[] {0x4D, 0x52, 0x4A, 0x53, 1, 0, 0, 0});
        copy.putLong(epoch).putLong(number).putLong(sequence).putLong(bytes);
        copy.putLong(number == 1 ? -1 : number - 1).putLong(previousEnd).putLong(0);
        copy.putInt(508, crc(copy, 508));
        ByteBuffer header = little(HEADER_BYTES);
        header.put(0, copy, 0, 512).put(2048, copy, 0, 512);
        return header;
    }

    private static int crc(ByteBuffer bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(0, length));
        return (int) crc.getValue();
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
