// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.netcat;

import io.millrace.basic.source.StopSignal;
import io.millrace.host.Net;
import io.millrace.host.Threads;
import io.millrace.spi.Context;
import io.millrace.spi.Emitter;
import io.millrace.spi.Meters;
import io.millrace.spi.Problem;
import io.millrace.spi.Problem.Severity;
import io.millrace.spi.ProblemException;
import io.millrace.spi.Source;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Accepts connections and gives each a thread. */
final class NetcatSource implements Source {
    private static final byte[] TURNED_AWAY =
            "FAILED: too many connections\n".getBytes(StandardCharsets.US_ASCII);
    private static final long ACCEPT_PAUSE_NANOS = Duration.ofMillis(500).toNanos();

    private final NetcatConfig config;
    private final Context context;
    private final StopSignal stop;
    private final Meters.Counter opened;
    private final Meters.Counter closed;
    private final Meters.Counter failed;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // By number, so that they are closed in the same order in every run.
    private final SortedMap<Long, NetcatConnection> connections = new TreeMap<>();
    private long accepted;
    private volatile Net.@Nullable Listener listener;

    NetcatSource(NetcatConfig config, Context context) {
        this.config = config;
        this.context = context;
        this.stop = new StopSignal(context.host().clock());
        Meters meters = context.meters();
        this.opened = meters.counter(Meters.CounterSpec.OPENED);
        this.closed = meters.counter(Meters.CounterSpec.CLOSED);
        this.failed = meters.counter(Meters.CounterSpec.FAILED);
        meters.gauge("connections_open", "Connections that are open now.", this::openConnections);
    }

    @Override
    public void open() throws IOException {
        Net.Listener bound = listen();
        listener = bound;
        if (!bound.address().getAddress().isLoopbackAddress()) {
            report(
                    "MR-2013",
                    Severity.WARNING,
                    "netcat listens on "
                            + config.bind()
                            + ":"
                            + bound.address().getPort()
                            + " without encryption and authentication",
                    "whoever reaches the port can put events into the flow",
                    "bind to 127.0.0.1, or let a firewall guard the port");
        }
    }

    private Net.Listener listen() throws IOException {
        try {
            return context.host().net().listen(config.bind(), config.port());
        } catch (BindException | UnknownHostException refused) {
            String address = config.bind() + ":" + config.port() + ": ";
            String reason = String.valueOf(refused.getMessage());
            throw new ProblemException(
                    "MR-2010",
                    "cannot listen on "
                            + address
                            + (reason.startsWith(address)
                                    ? reason.substring(address.length())
                                    : reason),
                    "clients cannot connect; the source tries again from time to time",
                    "end the other program on this port, or choose a port and an address of this"
                            + " machine that are free",
                    refused);
        }
    }

    /** The address that is bound. */
    InetSocketAddress address() {
        Net.Listener bound = listener;
        if (bound == null) {
            throw new IllegalStateException("not open");
        }
        return bound.address();
    }

    @Override
    public void run(Emitter out) throws InterruptedException {
        Net.Listener bound = listener;
        while (bound != null && !stop.isSet()) {
            try {
                serve(bound.accept(), out);
            } catch (IOException refused) {
                if (!stop.isSet()) {
                    acceptFailed(refused);
                }
            }
        }
        lock.lockInterruptibly();
        try {
            while (!connections.isEmpty()) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Too many open files, mostly: clients wait in the backlog until some were closed. */
    private void acceptFailed(IOException refused) throws InterruptedException {
        failed.add(1);
        report(
                "MR-2011",
                Severity.ERROR,
                "cannot accept a connection: " + refused.getMessage(),
                "clients that connect now have to wait; open connections go on",
                "raise the limit of open files (ulimit -n) or lower maxConnections");
        stop.await(ACCEPT_PAUSE_NANOS);
    }

    private void serve(Net.Connection socket, Emitter out) throws IOException {
        NetcatConnection connection;
        long number;
        lock.lock();
        try {
            connection =
                    stop.isSet() || connections.size() >= config.maxConnections()
                            ? null
                            : new NetcatConnection(
                                    socket, config, out, stop, context.host().clock());
            number = accepted++;
            if (connection != null) {
                connections.put(number, connection);
            }
        } finally {
            lock.unlock();
        }
        if (connection == null) {
            turnAway(socket);
            return;
        }
        opened.add(1);
        context.host()
                .threads()
                .start(
                        Threads.Kind.VIRTUAL,
                        context.name() + " " + socket.remote(),
                        () -> serve(number, connection));
    }

    private void serve(long number, NetcatConnection connection) {
        try {
            connection.run();
        } finally {
            closed.add(1);
            lock.lock();
            try {
                connections.remove(number);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private void turnAway(Net.Connection socket) throws IOException {
        failed.add(1);
        report(
                "MR-2012",
                Severity.WARNING,
                "a client was turned away: " + config.maxConnections() + " connections are open",
                "it has to connect again later; nothing that it sent was taken",
                "raise maxConnections, or find out who keeps so many connections open");
        try (socket) {
            socket.write(TURNED_AWAY, 0, TURNED_AWAY.length);
        }
    }

    private long openConnections() {
        lock.lock();
        try {
            return connections.size();
        } finally {
            lock.unlock();
        }
    }

    private void report(String code, Severity severity, String what, String effect, String remedy) {
        context.report(new Problem(code, severity, "", "", what, effect, remedy));
    }

    @Override
    public void stop() {
        stop.set();
        closeListener();
        snapshot().forEach(NetcatConnection::closeIfIdle);
    }

    @Override
    public void close() {
        stop.set();
        closeListener();
        snapshot().forEach(NetcatConnection::close);
    }

    private List<NetcatConnection> snapshot() {
        lock.lock();
        try {
            return new ArrayList<>(connections.values());
        } finally {
            lock.unlock();
        }
    }

    private void closeListener() {
        Net.Listener bound = listener;
        if (bound != null) {
            NetcatConnection.closeQuietly(bound);
        }
    }
}
