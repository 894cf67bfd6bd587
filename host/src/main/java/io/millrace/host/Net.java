// SPDX-License-Identifier: Apache-2.0
package io.millrace.host;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/** TCP sockets. Calls block; give each connection a virtual thread. */
public interface Net {

    /**
     * Listens.
     *
     * @param host the address to bind, {@code 0.0.0.0} for all
     * @param port 0 takes a free one, see {@link Listener#address}
     * @throws java.net.BindException if the port is in use or may not be used
     * @throws java.net.UnknownHostException if the host has no address
     */
    Listener listen(String host, int port) throws IOException;

    /** Connects, or fails with SocketTimeoutException when the time is over. */
    Connection connect(String host, int port, Duration timeout) throws IOException;

    /** A listening socket. Closing it from another thread ends {@link #accept}. */
    interface Listener extends Closeable {

        /** Waits for the next connection; the caller closes it. */
        Connection accept() throws IOException;

        /** The address that is bound, with the real port. */
        InetSocketAddress address();
    }

    /** A connected socket. One thread reads while another may write; any thread may close. */
    interface Connection extends Closeable {

        /** Reads at least one byte; -1 when the peer has ended its direction. */
        int read(byte[] target, int offset, int length) throws IOException;

        /** Writes the whole range. */
        void write(byte[] source, int offset, int length) throws IOException;

        /** Ends our direction; the peer reads the end of the stream. */
        void shutdownOutput() throws IOException;

        /** The peer. */
        InetSocketAddress remote();
    }
}
