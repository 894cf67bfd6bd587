// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.zip.CRC32C;

/**
 * Numbered lines as fast as the receiver takes them. The same count gives the same bytes.
 *
 * @param lines what they look like
 * @param count how many
 */
public record LineFlood(NumberedLines lines, long count) {
    /** Some 64 KiB in one write, like the limit of the loopback interface. */
    private static final int BLOCK_BYTES = 64 * 1024;

    @FunctionalInterface
    private interface Blocks {
        void take(ByteBuffer block) throws IOException;
    }

    /** How long all of them are. */
    public long bytes() {
        return count * lines.lineBytes();
    }

    /** Writes them all. */
    public void send(WritableByteChannel target) throws IOException {
        make(block -> {
            while (block.hasRemaining()) {
                target.write(block);
            }
        });
    }

    /** What has to arrive. */
    public LineSum sum() throws IOException {
        CRC32C crc = new CRC32C();
        long[] checksums = {0};
        make(block -> {
            for (int at = 0; at < block.limit(); at += lines.lineBytes()) {
                crc.reset();
                crc.update(block.slice(at, lines.lineBytes()));
                checksums[0] += crc.getValue();
            }
        });
        return new LineSum(count, checksums[0]);
    }

    /** Only the numbers differ from block to block: making lines must not be what is measured. */
    private void make(Blocks blocks) throws IOException {
        int each = (int) Math.min(count, BLOCK_BYTES / lines.lineBytes());
        ByteBuffer block = ByteBuffer.allocateDirect(each * lines.lineBytes());
        for (int i = 0; i < each; i++) {
            lines.put(block, i);
        }
        for (long first = 0; first < count; first += each) {
            int now = (int) Math.min(each, count - first);
            for (int i = 0; i < now; i++) {
                NumberedLines.putNumber(block, i * lines.lineBytes(), first + i);
            }
            block.position(0).limit(now * lines.lineBytes());
            blocks.take(block);
            block.clear();
        }
    }
}
