// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.limit;

import io.millrace.bench.Statistics;
import io.millrace.bench.load.LineFlood;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** The least that a program does with lines from a socket that belong into a file: copy them. */
public final class SocketCopy {
    /** One thread that reads a connection and writes what it read. */
    public static final String NAME = "loopback TCP into a file";

    private static final int BLOCK = 256 * 1024;
    private static final int ROUNDS = 3;

    private SocketCopy() {}

    /** Copies a flood into a file of the directory, which it makes and deletes. */
    public static Limit measure(Path directory, LineFlood flood) throws IOException {
        Path file = Files.createDirectories(directory).resolve("copied.log");
        List<Double> rates = new ArrayList<>();
        for (int round = 0; round <= ROUNDS; round++) {
            double rate = round(file, flood);
            // The first round warms up.
            if (round > 0) {
                rates.add(rate);
            }
            Files.delete(file);
        }
        return new Limit(
                NAME,
                Statistics.median(rates),
                "MB/s",
                "one thread reads up to 256 KiB of a connection and writes them to a new file,"
                        + " another sends; median of "
                        + ROUNDS);
    }

    private static double round(Path file, LineFlood flood) throws IOException {
        try (ServerSocketChannel server =
                ServerSocketChannel.open()
                        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            FutureTask<Long> copying = new FutureTask<>(() -> copy(server, file));
            Thread.ofPlatform().name("socket-copy").daemon().start(copying);
            long start;
            try (SocketChannel out = SocketChannel.open(server.getLocalAddress())) {
                start = System.nanoTime();
                flood.send(out);
            }
            long end = copying.get();
            if (Files.size(file) != flood.bytes()) {
                throw new IOException("not all was copied to " + file);
            }
            return flood.bytes() * 1e3 / (end - start);
        } catch (ExecutionException e) {
            throw new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Returns when the last byte was written. */
    private static long copy(ServerSocketChannel server, Path file) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BLOCK);
        try (SocketChannel in = server.accept();
                FileChannel out =
                        FileChannel.open(
                                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            while (in.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
                buffer.clear();
            }
            return System.nanoTime();
        }
    }
}
