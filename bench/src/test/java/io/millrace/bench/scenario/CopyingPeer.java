// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.scenario;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A peer for tests: copies lines from a port into a file, well or badly. */
final class CopyingPeer {
    private CopyingPeer() {}

    /**
     * Runs until it is killed; one that only drops ends with its first line.
     *
     * @param arguments port, file, and what becomes of the line with the number 700: {@code
     *     copied}, {@code dropped}, or {@code replaced} by the one before
     */
    public static void main(String[] arguments) throws IOException {
        String what = arguments[2];
        try (ServerSocket server =
                        new ServerSocket(
                                Integer.parseInt(arguments[0]),
                                0,
                                InetAddress.getLoopbackAddress());
                OutputStream out =
                        new BufferedOutputStream(Files.newOutputStream(Path.of(arguments[1])))) {
            long lines = 0;
            // Who only looks whether somebody listens connects as well, and sends nothing.
            while (lines == 0 || !what.equals("dropped")) {
                try (Socket socket = server.accept()) {
                    lines += copy(socket, out, what);
                }
            }
        }
    }

    private static long copy(Socket socket, OutputStream out, String what) throws IOException {
        BufferedReader in =
                new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        String before = "";
        String line;
        long lines = 0;
        while ((line = in.readLine()) != null) {
            boolean isTheOne = lines++ == 700;
            if (!isTheOne || !what.equals("dropped")) {
                String written = isTheOne && what.equals("replaced") ? before : line;
                out.write((written + "\n").getBytes(StandardCharsets.US_ASCII));
            }
            before = line;
        }
        out.flush();
        return lines;
    }
}
