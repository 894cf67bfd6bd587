// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.scenario;

import io.millrace.bench.Contender;
import io.millrace.bench.RefusedResultException;
import io.millrace.bench.load.LineFlood;
import io.millrace.bench.load.LineSum;
import io.millrace.bench.program.MachineLoad;
import io.millrace.bench.program.ProcessCost;
import io.millrace.compat.peer.FlumeMetrics;
import io.millrace.compat.peer.FlumeProcess;
import io.millrace.compat.peer.JavaProcess;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * Sends lines over one connection as fast as a program takes them, looks a hundred times a second
 * how much of them its files hold, and in the end compares each line.
 *
 * @param program name and version
 * @param receiver the program
 * @param flood what is sent
 * @param output directory below that of the run; its files hold what arrived, hidden ones left out
 */
record FloodTrial(String program, Receiver receiver, LineFlood flood, String output)
        implements Contender.Trial {
    private static final Duration LISTEN_LIMIT = Duration.ofSeconds(60);
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Duration PAUSE = Duration.ofMillis(10);

    /**
     * So many looks without one more byte, 20 seconds of them, and the rest is lost. Not by the
     * clock: while the whole machine rests, nobody loses anything.
     */
    private static final int STANDSTILL = 2000;

    /** Takes lines at a port and writes them into files. */
    @FunctionalInterface
    interface Receiver {
        /**
         * Starts it in a process and returns at once.
         *
         * @param directory holds the directory of the output and nothing else
         */
        JavaProcess start(Path directory, int port) throws IOException;
    }

    @Override
    public Map<String, Double> run(Path directory)
            throws IOException, InterruptedException, RefusedResultException {
        Path out = Files.createDirectories(directory.resolve(output));
        int port = FlumeProcess.freePort();
        MachineLoad load = MachineLoad.begin();
        ProcessCost tool = new ProcessCost(ProcessHandle.current().pid());
        double toolBefore = tool.cpuSeconds();
        try (JavaProcess process = receiver.start(directory, port)) {
            process.await("its port", LISTEN_LIMIT, PAUSE, () -> FlumeMetrics.isListening(port));
            ProcessCost cost = new ProcessCost(process.pid());
            Watch watch = new Watch(out, flood, cost);
            String broken = send(port, process, watch);
            if (!watch.isComplete()) {
                process.stop();
                throw refused(LineSum.of(out), watch.where() + broken);
            }
            double peak = cost.peakResidentMebibytes();
            double cpu = cost.cpuSeconds();
            double others = load.othersCores(cpu + tool.cpuSeconds() - toolBefore);
            process.stop();
            LineSum arrived = LineSum.of(out);
            if (!arrived.equals(flood.sum())) {
                throw refused(arrived, broken);
            }
            long lines = flood.count();
            Timeline timeline = watch.timeline;
            double steady = timeline.rate(lines, Timeline.STEADY_FROM, Timeline.STEADY_TO);
            return Map.of(
                    ThroughputTrial.STEADY.name(),
                    steady,
                    ThroughputTrial.STEADY_BYTES.name(),
                    steady * flood.lines().lineBytes() / 1e6,
                    ThroughputTrial.WHOLE.name(),
                    lines * 1e9 / (watch.end - watch.start),
                    ThroughputTrial.CPU.name(),
                    timeline.cpuPerMillion(lines, Timeline.STEADY_FROM, Timeline.STEADY_TO),
                    ThroughputTrial.CPU_WHOLE.name(),
                    cpu / (lines / 1e6),
                    ThroughputTrial.PEAK.name(),
                    peak,
                    MachineLoad.OTHERS.name(),
                    others);
        }
    }

    private RefusedResultException refused(LineSum arrived, String more) throws IOException {
        return new RefusedResultException(
                program + ": of " + flood.sum() + " came " + arrived + " into the files" + more);
    }

    /**
     * Sends all and returns when all is there, or when nothing more comes.
     *
     * @return what went wrong besides, for the end of a message
     */
    private String send(int port, JavaProcess process, Watch watch)
            throws IOException, InterruptedException {
        AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
        String wrong = "";
        Thread sender;
        try (SocketChannel socket =
                SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
            watch.begin();
            sender = Thread.ofPlatform().name("flood").daemon().start(() -> send(socket, failure));
            try {
                process.await(flood.count() + " lines", LIMIT, PAUSE, watch);
            } catch (IllegalStateException e) {
                wrong = "; " + e.getMessage();
            }
            IOException broken = failure.get();
            wrong += broken == null ? "" : "; sending failed: " + broken;
        }
        // The connection is closed now, which ends a sender that nobody listened to.
        sender.join();
        return wrong;
    }

    private void send(SocketChannel socket, AtomicReference<@Nullable IOException> failure) {
        try {
            flood.send(socket);
            // Not closed before all is there: an answer that nobody reads would reset the
            // connection, and what is under way with it.
            socket.shutdownOutput();
        } catch (IOException e) {
            failure.set(e);
        }
    }

    /** How far it is: holds when all bytes are there, or when no more will come. */
    private static final class Watch implements JavaProcess.Condition {
        private final Path out;
        private final LineFlood flood;
        private final ProcessCost cost;
        private final Timeline timeline = new Timeline();
        private long start;
        private long end;
        private int looksInVain;

        /** In bytes. */
        private long seen;

        Watch(Path out, LineFlood flood, ProcessCost cost) {
            this.out = out;
            this.flood = flood;
            this.cost = cost;
        }

        /** The first byte is sent now. */
        void begin() throws IOException {
            start = System.nanoTime();
            end = start;
            timeline.add(start, 0, cost.cpuSeconds());
        }

        String where() {
            return "; " + seen + " of " + flood.bytes() + " bytes were there when no more came";
        }

        boolean isComplete() {
            return seen >= flood.bytes();
        }

        @Override
        public boolean holds() throws IOException {
            long now = size();
            long at = System.nanoTime();
            if (now > seen) {
                seen = now;
                end = at;
                looksInVain = 0;
            } else {
                looksInVain++;
            }
            try {
                timeline.add(at, seen / flood.lines().lineBytes(), cost.cpuSeconds());
            } catch (IOException e) {
                // It has ended, and its cost with it: whoever waits for it will notice.
                return false;
            }
            return isComplete() || looksInVain > STANDSTILL;
        }

        private long size() throws IOException {
            long size = 0;
            try (Stream<Path> files = Files.list(out)) {
                for (Path file : files.toList()) {
                    size += file.getFileName().toString().startsWith(".") ? 0 : Files.size(file);
                }
            }
            return size;
        }
    }
}
