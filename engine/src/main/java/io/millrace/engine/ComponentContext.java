// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import io.millrace.config.ComponentNode;
import io.millrace.frame.Batch;
import io.millrace.host.Clock;
import io.millrace.host.Disk;
import io.millrace.host.Host;
import io.millrace.host.Net;
import io.millrace.host.Threads;
import io.millrace.spi.Context;
import io.millrace.spi.Holdings;
import io.millrace.spi.Level;
import io.millrace.spi.Meters;
import io.millrace.spi.Problem;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What one instance of a component is handed. */
record ComponentContext(
        Parts parts,
        ComponentNode node,
        int instance,
        List<String> channels,
        Level channelLevel,
        Holdings holdings)
        implements Context {

    /** For components that hold nothing back. */
    static final Holdings NO_HOLDINGS =
            new Holdings() {
                @Override
                public void confirm(Batch batch, int from, int to) {
                    throw new IllegalStateException("only a sink holds batches");
                }

                @Override
                public void giveBack(Batch batch) {
                    throw new IllegalStateException("only a sink holds batches");
                }
            };

    @Override
    public String agent() {
        return parts.agent();
    }

    @Override
    public String name() {
        return node.name();
    }

    @Override
    public int instances() {
        return node.threads();
    }

    @Override
    public Host host() {
        Host host = parts.options().host();
        ClassLoader loader = loader(node);
        return new ComponentHost(
                host.clock(),
                new ComponentThreads(host.threads(), loader, node.name()),
                host.disk(),
                host.net());
    }

    /** The loader that knows the component's libraries. */
    static ClassLoader loader(ComponentNode node) {
        return node.config().getClass().getClassLoader();
    }

    @Override
    public Meters meters() {
        return parts.metersOf(node);
    }

    @Override
    public Path stateDirectory() {
        return parts.options()
                .stateDirectory()
                .resolve(node.kind().name().toLowerCase(Locale.ROOT) + "s")
                .resolve(node.name());
    }

    @Override
    public Path configurationDirectory() {
        return parts.options().configurationDirectory();
    }

    @Override
    public void report(Problem problem) {
        parts.report(node, problem);
    }

    private record ComponentHost(Clock clock, Threads threads, Disk disk, Net net)
            implements Host {}

    /** Threads that name the component and see its libraries. */
    private record ComponentThreads(Threads threads, ClassLoader loader, String component)
            implements Threads {

        @Override
        public Thread start(Kind kind, String name, Runnable task) {
            return threads.start(
                    kind,
                    component + "-" + name,
                    () -> {
                        Thread.currentThread().setContextClassLoader(loader);
                        task.run();
                    });
        }

        @Override
        public boolean join(Thread thread, Duration atMost) throws InterruptedException {
            return threads.join(thread, atMost);
        }
    }
}
