// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.netcat;

import io.millrace.host.Net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/** A network on which no connection can be accepted. */
final class BrokenListener implements Net {

    @Override
    public Listener listen(String host, int port) {
        return new Listener() {
            @Override
            public Connection accept() throws IOException {
                throw new IOException("Too many open files");
            }

            @Override
            public InetSocketAddress address() {
                return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Connection connect(String host, int port, Duration timeout) throws IOException {
        throw new IOException("nobody listens");
    }
}
