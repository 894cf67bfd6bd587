// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Sends numbered lines over one connection, or appends them to a file, at a fixed rate.
 *
 * <p>Each line has a time at which it is due. If the receiver makes the sender wait, the lines are
 * sent late but keep their times, so that what a client would have waited is measured and not
 * omitted.
 */
public final class LineLoad implements AutoCloseable {
    private static final long TICK_NANOS = 1_000_000;

    private final WritableByteChannel target;
    private final NumberedLines lines;
    private final long[] dueAt;
    private int sent;

    private LineLoad(WritableByteChannel target, NumberedLines lines, int most) {
        this.target = target;
        this.lines = lines;
        this.dueAt = new long[most];
    }

    /** Connects to a port of the loopback interface; {@code most} is the most lines to send. */
    public static LineLoad to(int port, NumberedLines lines, int most) throws IOException {
        SocketChannel socket =
                SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        // Otherwise lines wait for the acknowledgement of those before, up to 40 ms.
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        return new LineLoad(socket, lines, most);
    }

    /** Appends to a file, which it makes. */
    public static LineLoad into(Path file, NumberedLines lines, int most) throws IOException {
        return new LineLoad(
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                lines,
                most);
    }

    /** Sends so many lines every millisecond, until {@code count} more are sent. */
    public void send(int count, int perMilli) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(perMilli * lines.lineBytes());
        long start = System.nanoTime();
        int end = sent + count;
        for (long tick = 0; sent < end; tick++) {
            long due = start + tick * TICK_NANOS;
            Pace.waitUntil(due);
            buffer.clear();
            for (int i = 0; i < perMilli && sent < end; i++) {
                lines.put(buffer, sent);
                dueAt[sent++] = due;
            }
            buffer.flip();
            while (buffer.hasRemaining()) {
                target.write(buffer);
            }
        }
    }

    /** How many lines were sent. */
    public int sent() {
        return sent;
    }

    /** When a line was due, by this JVM's clock. */
    public long dueAt(int line) {
        return dueAt[line];
    }

    @Override
    public void close() throws IOException {
        target.close();
    }
}
