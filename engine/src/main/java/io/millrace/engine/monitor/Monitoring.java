// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.monitor;

import io.millrace.engine.Agent;
import io.millrace.host.Host;
import io.millrace.host.Threads;
import io.millrace.spi.Problem;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Everything through which one looks at a running agent; started after it, stopped before it. A
 * failure here never touches the agent.
 */
public final class Monitoring implements AutoCloseable {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /**
     * JMX costs more to start than all the rest of an agent, and nobody looks in the first second.
     */
    private static final Duration JMX_DELAY = Duration.ofSeconds(2);

    private final Agent agent;
    private final MonitoringOptions options;
    private final Host host;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable MonitoringServer server;
    private @Nullable FlumeJmx jmx;
    private boolean closed;

    private Monitoring(Agent agent, MonitoringOptions options, Host host) {
        this.agent = agent;
        this.options = options;
        this.host = host;
    }

    /** Starts what the options ask for, in the background; tells their problems. */
    public static Monitoring start(Agent agent, MonitoringOptions options, Host host) {
        Monitoring monitoring = new Monitoring(agent, options, host);
        options.problems().forEach(agent::report);
        options.listen()
                .ifPresent(listen -> {
                    if (!monitoring.tryListen(listen)) {
                        host.threads()
                                .start(
                                        Threads.Kind.VIRTUAL,
                                        "monitoring-open",
                                        () -> monitoring.keepTrying(listen));
                    }
                });
        if (options.jmx()) {
            host.threads().start(Threads.Kind.VIRTUAL, "jmx", monitoring::registerSoon);
        }
        return monitoring;
    }

    private void registerSoon() {
        try {
            host.clock().sleep(JMX_DELAY);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return;
        }
        registerNow();
    }

    /** Registers the MBeans, if that has not happened yet. */
    void registerNow() {
        lock.lock();
        try {
            if (!closed && jmx == null) {
                jmx = new FlumeJmx(agent.meters(), agent::status);
            }
        } finally {
            lock.unlock();
        }
    }

    private void keepTrying(MonitoringOptions.Listen listen) {
        Duration pause = FIRST_PAUSE;
        try {
            while (true) {
                host.clock().sleep(pause);
                if (tryListen(listen)) {
                    return;
                }
                pause = pause.multipliedBy(2);
                pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean tryListen(MonitoringOptions.Listen listen) {
        lock.lock();
        try {
            if (!closed) {
                server = new MonitoringServer(agent, listen, host.threads());
            }
            return true;
        } catch (IOException failed) {
            agent.report(
                    new Problem(
                            "MR-6204",
                            Problem.Severity.WARNING,
                            "monitoring " + listen.host() + ":" + listen.port(),
                            "",
                            "cannot listen: " + failed.getMessage(),
                            "metrics are not served there; the agent runs on and tries again",
                            "choose another port, or end what has this one"));
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** The port that HTTP listens on, or -1. */
    public int port() {
        lock.lock();
        try {
            return server == null ? -1 : server.port();
        } finally {
            lock.unlock();
        }
    }

    /** Whether it was asked to listen. */
    public boolean isAskedToListen() {
        return options.listen().isPresent();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (server != null) {
                server.close();
                server = null;
            }
            if (jmx != null) {
                jmx.close();
                jmx = null;
            }
        } finally {
            lock.unlock();
        }
    }
}
