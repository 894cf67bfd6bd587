// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.quickstart;

import io.millrace.agent.ExitCode;
import io.millrace.agent.Terminal;
import io.millrace.agent.run.Requests;
import io.millrace.config.AgentConfig;
import io.millrace.engine.Agent;
import io.millrace.engine.AgentOptions;
import io.millrace.engine.Tuning;
import io.millrace.engine.meters.ComponentMeters;
import io.millrace.host.Clock;
import io.millrace.host.Host;
import io.millrace.spec.catalogue.Kind;
import io.millrace.spi.Problem;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** One run of the quickstart: starts, shows, stops, counts. */
final class QuickstartRun {
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration CATCH_UP = Duration.ofSeconds(10);
    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Terminal terminal;
    private final Host host;
    private final Path place;
    private final AgentConfig config;

    QuickstartRun(Terminal terminal, Host host, Path place, AgentConfig config) {
        this.terminal = terminal;
        this.host = host;
        this.place = place;
        this.config = config;
    }

    /**
     * Runs until it is asked to stop, or for some seconds if there are any.
     *
     * @return OK if as many lines came out as went in
     */
    int run(int rate, int seconds) throws IOException, InterruptedException {
        Requests requests = new Requests(host.threads(), () -> {});
        requests.listen();
        Agent agent =
                Agent.create(
                        config,
                        new AgentOptions(host, place.resolve("state"), place, Tuning.STANDARD));
        GrowingLog log = new GrowingLog(host, place.resolve("shop.log"), rate);
        log.start();
        agent.start();
        watch(agent, log, requests, seconds);
        log.stop();
        catchUp(agent, log);
        boolean stoppedInTime = agent.stop(GRACE);
        return sumUp(agent, log, stoppedInTime);
    }

    private void watch(Agent agent, GrowingLog log, Requests requests, int seconds)
            throws InterruptedException {
        PrintStream out = terminal.out();
        Clock clock = host.clock();
        long begin = clock.nanos();
        long shown = begin;
        long shownDelivered = 0;
        while (!requests.isStopAsked() && log.failure() == null) {
            clock.sleep(LOOK);
            long now = clock.nanos();
            if (now - shown >= SECOND) {
                long delivered = delivered(agent);
                double rate = (delivered - shownDelivered) * (double) SECOND / (now - shown);
                String line =
                        String.format(
                                Locale.ROOT,
                                "%4d s   written %,9d   delivered %,9d   %,7.0f/s",
                                (now - begin) / SECOND,
                                log.written(),
                                delivered,
                                rate);
                if (terminal.outIsTerminal()) {
                    out.print('\r' + line + "   (Ctrl-C ends it) ");
                    out.flush();
                } else {
                    out.println(line);
                }
                shown = now;
                shownDelivered = delivered;
            }
            if (seconds > 0 && now - begin >= seconds * SECOND) {
                break;
            }
        }
        if (terminal.outIsTerminal()) {
            out.println();
        }
    }

    /** Lets the agent deliver the lines that were written last. */
    private void catchUp(Agent agent, GrowingLog log) throws InterruptedException {
        Clock clock = host.clock();
        long deadline = clock.nanos() + CATCH_UP.toNanos();
        while (delivered(agent) < log.written() && clock.nanos() < deadline) {
            clock.sleep(LOOK.dividedBy(5));
        }
    }

    private int sumUp(Agent agent, GrowingLog log, boolean stoppedInTime) throws IOException {
        Path events = place.resolve("events");
        Delivered files = Delivered.below(events);
        PrintStream out = terminal.out();
        out.println();
        out.printf(
                Locale.ROOT,
                "%,d lines written, %,d events delivered, %,d lines counted in %d %s%n",
                log.written(),
                delivered(agent),
                files.lines(),
                files.files().size(),
                files.files().size() == 1 ? "file" : "files");
        out.println();
        out.println("What came out:   " + events);
        if (!files.files().isEmpty()) {
            out.println("Look at it:      head -n 3 " + files.files().getFirst());
        }
        String command = System.getenv("MILLRACE_CLONE") == null ? "millrace" : "./millrace";
        out.println("Run it yourself: " + command + " agent -f " + place.resolve("flume.conf"));
        Optional<Problem> shortfall = files.shortfall(log.written(), log.failure());
        shortfall.ifPresent(terminal::print);
        return shortfall.isEmpty() && stoppedInTime ? ExitCode.OK : ExitCode.FAILURE;
    }

    private static long delivered(Agent agent) {
        return agent.meters().components().stream()
                .filter(component -> component.kind() == Kind.SINK)
                .mapToLong((ComponentMeters sink) -> sink.eventsOut.value())
                .sum();
    }
}
