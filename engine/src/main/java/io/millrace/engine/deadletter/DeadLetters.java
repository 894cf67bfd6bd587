// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.deadletter;

import io.millrace.config.AgentConfig;
import io.millrace.config.ChannelNode;
import io.millrace.host.Host;
import io.millrace.host.Threads;
import io.millrace.journal.KeySource;
import io.millrace.spi.Meters;
import io.millrace.spi.Problem;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The dead letters of all channels of an agent that runs, and their replay: when an operator asks
 * for it, and by itself where that is configured. Nothing runs before there is a dead letter. Safe
 * for any thread.
 */
public final class DeadLetters {
    private static final Logger LOG = LoggerFactory.getLogger("millrace");
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration END_WITHIN = Duration.ofSeconds(10);

    private final Host host;
    private final Path state;
    private final Map<String, DeadLetterStore> stores = new LinkedHashMap<>();
    private final Map<String, ChannelNode> nodes = new LinkedHashMap<>();
    private final Map<String, Replay> replays = new LinkedHashMap<>();
    private final BiConsumer<ChannelNode, Problem> report;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Thread thread;
    private boolean closed;

    /**
     * @param state the agent's state directory
     * @param meters of each channel
     * @param report hears of problems of a channel
     */
    public DeadLetters(
            AgentConfig config,
            Host host,
            Path state,
            Function<ChannelNode, Meters> meters,
            BiConsumer<ChannelNode, Problem> report) {
        this.host = host;
        this.state = state;
        this.report = report;
        for (ChannelNode node : config.channels()) {
            String name = node.component().name();
            List<String> sources =
                    config.sources().stream()
                            .filter(source -> source.channels().contains(name))
                            .map(source -> source.component().name())
                            .toList();
            nodes.put(name, node);
            stores.put(
                    name,
                    new DeadLetterStore(
                            host,
                            directory(state).resolve(name),
                            name,
                            sources,
                            node.deadLetters(),
                            node.component().config() instanceof KeySource keys
                                    ? keys
                                    : KeySource.NONE,
                            meters.apply(node),
                            problem -> report.accept(node, problem)));
        }
    }

    /** Where the dead letters of an agent are, a directory for each channel. */
    static Path directory(Path state) {
        return state.resolve("deadletters");
    }

    /** Those of a channel of the agent. */
    public DeadLetterStore of(String channel) {
        DeadLetterStore store = stores.get(channel);
        if (store == null) {
            throw new IllegalArgumentException("no channel \"" + channel + "\"");
        }
        return store;
    }

    /**
     * Opens what former processes left, before the sinks start. What cannot be opened is tried
     * again when it is needed.
     */
    public void start(Function<String, Refill> channels) {
        stores.forEach((name, store) -> {
            Refill refill = channels.apply(name);
            replays.put(name, new Replay(host.disk(), store.directory(), store, refill));
            store.attach(refill::delivered, this::ensureRunning);
        });
        for (DeadLetterStore store : stores.values()) {
            try {
                store.openIfPresent();
            } catch (IOException failed) {
                // Its health says so.
            }
        }
    }

    private void ensureRunning() {
        lock.lock();
        try {
            if (thread == null && !closed) {
                thread = host.threads().start(Threads.Kind.PLATFORM, "deadletters", this::run);
            }
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            while (true) {
                host.clock().sleep(LOOK_EVERY);
                look();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() throws InterruptedException {
        try {
            for (Path path : DeadLetterRequest.waiting(host.disk(), state)) {
                answer(path);
            }
        } catch (IOException unreadable) {
            tellFailed(state, unreadable);
        }
        for (Map.Entry<String, Replay> replay : replays.entrySet()) {
            replayWhenDue(of(replay.getKey()), replay.getValue());
        }
    }

    private void answer(Path path) throws InterruptedException {
        try {
            DeadLetterRequest request = DeadLetterRequest.read(host.disk(), path);
            Replay replay = replays.get(request.channel());
            if (replay == null) {
                throw new IOException("there is no channel \"" + request.channel() + "\"");
            }
            if (isDone(request, replay)) {
                host.disk().delete(path);
            }
        } catch (IOException failed) {
            // It stays, for whoever wants to look; the next start tries it again.
            tellFailed(path, failed);
        }
    }

    private boolean isDone(DeadLetterRequest request, Replay replay)
            throws IOException, InterruptedException {
        DeadLetterStore store = of(request.channel());
        if (!store.isOpen()) {
            // It could not be opened: that is tried again when there is a new dead letter.
            return host.disk().factsIfPresent(store.directory()).isEmpty();
        }
        if (request.action() == DeadLetterRequest.Action.DISCARD) {
            long events = replay.discard(letter -> request.names(letter.sequence()));
            LOG.info("{} dead letters of channel \"{}\" discarded", events, store.channel());
            return true;
        }
        Replay.Result result = replay.replay(letter -> request.names(letter.sequence()));
        noteReplayed(store, result.events());
        return result.isDone();
    }

    private void noteReplayed(DeadLetterStore store, long events) {
        store.addReplayed(events);
        if (events > 0) {
            LOG.info("{} dead letters of channel \"{}\" replayed", events, store.channel());
        }
    }

    private void replayWhenDue(DeadLetterStore store, Replay replay) throws InterruptedException {
        int most = store.settings().replays();
        if (most == 0 || !store.isOpen() || store.events() == 0 || !store.isFaultOver()) {
            return;
        }
        try {
            Replay.Result result = replay.replay(letter -> letter.replays() < most);
            noteReplayed(store, result.events());
        } catch (IOException failed) {
            tellFailed(store.directory(), failed);
        }
        store.startWaiting();
    }

    private void tellFailed(Path path, IOException failed) {
        lock.lock();
        try {
            if (closed || nodes.isEmpty()) {
                return;
            }
        } finally {
            lock.unlock();
        }
        report.accept(
                nodes.values().iterator().next(),
                new Problem(
                        "MR-6056",
                        Problem.Severity.WARNING,
                        "",
                        "",
                        "a replay of dead letters failed at " + path + ": " + failed.getMessage(),
                        "what was not replayed stays among the dead letters",
                        "mend what the message names; remove the request if it is of no use"));
    }

    /** Ends replays: nothing more comes into the channels. */
    public void stopReplays() {
        Thread running;
        lock.lock();
        try {
            closed = true;
            running = thread;
        } finally {
            lock.unlock();
        }
        if (running != null) {
            running.interrupt();
            try {
                boolean _ = host.threads().join(running, END_WITHIN);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** No sink runs any more. */
    public void close() {
        stopReplays();
        stores.values().forEach(DeadLetterStore::close);
    }
}
