// SPDX-License-Identifier: Apache-2.0
package io.millrace.host.real;

import io.millrace.host.Net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;

/** Blocking sockets; on a virtual thread their waits cost no carrier. */
final class RealNet implements Net {
    private static final Duration FOR_EVER = Duration.ofMillis(Integer.MAX_VALUE);

    @Override
    public Listener listen(String host, int port) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(host), port);
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(address, 1024);
            return new RealListener(socket);
        } catch (BindException inUse) {
            socket.close();
            BindException named = new BindException(host + ":" + port + ": " + inUse.getMessage());
            named.initCause(inUse);
            throw named;
        } catch (IOException failed) {
            socket.close();
            throw failed;
        }
    }

    @Override
    public Connection connect(String host, int port, Duration timeout) throws IOException {
        Socket socket = new Socket();
        try {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(host), port);
            // Rounded up, since 0 would wait for ever.
            long millis = timeout.compareTo(FOR_EVER) < 0 ? timeout.toMillis() : Integer.MAX_VALUE;
            socket.connect(address, (int) Math.max(1, millis));
            return new RealConnection(socket);
        } catch (IOException failed) {
            socket.close();
            throw failed;
        }
    }

    private record RealListener(ServerSocket socket) implements Listener {

        @Override
        public Connection accept() throws IOException {
            Socket accepted = socket.accept();
            try {
                return new RealConnection(accepted);
            } catch (IOException failed) {
                accepted.close();
                throw failed;
            }
        }

        @Override
        public InetSocketAddress address() {
            return (InetSocketAddress) socket.getLocalSocketAddress();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static final class RealConnection implements Connection {
        private final Socket socket;
        private final InputStream input;
        private final OutputStream output;

        RealConnection(Socket socket) throws IOException {
            this.socket = socket;
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            this.input = socket.getInputStream();
            this.output = socket.getOutputStream();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return input.read(target, offset, length);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            output.write(source, offset, length);
        }

        @Override
        public void shutdownOutput() throws IOException {
            socket.shutdownOutput();
        }

        @Override
        public InetSocketAddress remote() {
            return (InetSocketAddress) socket.getRemoteSocketAddress();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
