// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import io.millrace.host.Net;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.time.Duration;

/** A network that nobody is on. */
final class SimNet implements Net {

    @Override
    public Listener listen(String host, int port) throws IOException {
        throw new BindException(host + ":" + port + ": the simulation has no network");
    }

    @Override
    public Connection connect(String host, int port, Duration timeout) throws IOException {
        throw new ConnectException(host + ":" + port + ": Connection refused");
    }
}
