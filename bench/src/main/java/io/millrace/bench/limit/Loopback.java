// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.limit;

import io.millrace.bench.Statistics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** How fast one TCP stream over the loopback interface is. */
final class Loopback {
    private static final int WRITE_BYTES = 64 * 1024;
    private static final long ROUND_BYTES = 512L << 20;
    private static final int ROUNDS = 5;

    private Loopback() {}

    static double megabytesPerSecond() throws IOException, InterruptedException {
        List<Double> rates = new ArrayList<>();
        for (int round = 0; round <= ROUNDS; round++) {
            double rate = round();
            if (round > 0) {
                rates.add(rate);
            }
        }
        return Statistics.median(rates);
    }

    private static double round() throws IOException, InterruptedException {
        try (ServerSocketChannel server =
                ServerSocketChannel.open()
                        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            Thread writer = Thread.ofPlatform().name("loopback").start(() -> write(server));
            ByteBuffer buffer = ByteBuffer.allocateDirect(WRITE_BYTES);
            long start;
            try (SocketChannel in = SocketChannel.open(server.getLocalAddress())) {
                start = System.nanoTime();
                while (in.read(buffer) >= 0) {
                    buffer.clear();
                }
            }
            double rate = ROUND_BYTES * 1e3 / (System.nanoTime() - start);
            writer.join();
            return rate;
        }
    }

    private static void write(ServerSocketChannel server) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(WRITE_BYTES);
        try (SocketChannel out = server.accept()) {
            for (long sent = 0; sent < ROUND_BYTES; sent += WRITE_BYTES) {
                buffer.clear();
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
