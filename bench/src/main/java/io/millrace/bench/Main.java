// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench;

import io.millrace.bench.limit.Limit;
import io.millrace.bench.limit.Limits;
import io.millrace.bench.micro.MicroBenchmarks;
import io.millrace.bench.program.FlumeProgram;
import io.millrace.bench.program.MillraceProgram;
import io.millrace.bench.program.Peer;
import io.millrace.bench.program.PeerFile;
import io.millrace.bench.program.Program;
import io.millrace.bench.program.Programs;
import io.millrace.bench.scenario.FileChannelLatency;
import io.millrace.bench.scenario.FileChannelNull;
import io.millrace.bench.scenario.FileChannelPuts;
import io.millrace.bench.scenario.FilesIntoFiles;
import io.millrace.bench.scenario.FilesMemoryNull;
import io.millrace.bench.scenario.IdleFiles;
import io.millrace.bench.scenario.Latency;
import io.millrace.bench.scenario.LedgerCost;
import io.millrace.bench.scenario.PlantedLoss;
import io.millrace.bench.scenario.PlantedSleep;
import io.millrace.bench.scenario.Start;
import io.millrace.bench.scenario.StressMemoryNull;
import io.millrace.bench.scenario.TcpToFile;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Measures the scenarios that were named; see {@code bench/README.md}. */
public final class Main {
    private Main() {}

    /** Exit code 0: all measured; 1: a run failed, lost or doubled events. */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = System.out;
        Settings settings = Settings.ofSystemProperties();
        Path directory = Files.createDirectories(settings.directory());
        if (settings.micro().isPresent()) {
            Path results = Files.createDirectories(settings.results());
            MicroBenchmarks.run(settings.micro().get(), results.resolve("micro.json"));
            return;
        }
        int exit = settings.isIdle() ? 0 : measure(settings, directory, out);
        if (exit == 0 && settings.page().isPresent()) {
            Page.update(settings.page().get(), settings.results());
        }
        System.exit(exit);
    }

    private static int measure(Settings settings, Path directory, PrintStream out)
            throws Exception {
        Optional<Program> millrace =
                settings.millrace().map(home -> new MillraceProgram(home, settings.commit()));
        List<Peer> peers;
        try {
            peers = peers(settings.peers(), out);
        } catch (IllegalArgumentException e) {
            out.println("bench.peers: " + e.getMessage());
            return 1;
        }
        Programs programs = new Programs(new FlumeProgram(), millrace, peers);
        List<Scenario> all =
                List.of(
                        new StressMemoryNull(programs, settings.scale()),
                        new FilesMemoryNull(
                                programs, directory.resolve("data"), settings.fileBytes()),
                        FileChannelNull.inBatchesOf(
                                1000, programs, settings.scale(), settings.standIn(), directory),
                        FileChannelNull.inBatchesOf(
                                100, programs, settings.scale(), settings.standIn(), directory),
                        new FileChannelPuts(
                                programs, settings.scale(), settings.standIn(), directory),
                        new LedgerCost(programs, settings.scale()),
                        new FileChannelLatency(programs, settings.scale(), settings.standIn()),
                        FilesIntoFiles.durable(
                                programs, directory.resolve("data"), settings.fileBytes() / 2),
                        FilesIntoFiles.hdfs(
                                programs, directory.resolve("data"), settings.fileBytes() / 2),
                        Latency.ofSocket(programs, settings.scale()),
                        Latency.ofLog(programs, settings.scale()),
                        new TcpToFile(programs, directory.resolve("data"), settings.scale()),
                        new IdleFiles(programs, directory.resolve("data")),
                        new Start(programs),
                        new PlantedSleep(programs, settings.scale()),
                        new PlantedLoss(programs));
        for (String name : settings.scenarios()) {
            if (all.stream().noneMatch(scenario -> scenario.name().equals(name))) {
                out.println(
                        "There is no scenario "
                                + name
                                + ". There are: "
                                + String.join(", ", all.stream().map(Scenario::name).toList()));
                return 1;
            }
        }
        List<Limit> limits = Limits.measure(directory);
        SideBySide sideBySide =
                new SideBySide(
                        directory.resolve("runs"),
                        settings.runs(),
                        settings.noiseRuns(),
                        settings.only(),
                        out);
        int exit = 0;
        for (Scenario scenario : all) {
            boolean isNamed = settings.scenarios().contains(scenario.name());
            if (!isNamed && (scenario.isOnlyByName() || !settings.scenarios().isEmpty())) {
                continue;
            }
            try {
                Outcome outcome = sideBySide.run(scenario, limits);
                Path file = ResultFile.write(settings.results(), settings, Instant.now(), outcome);
                out.println();
                out.println(Table.text(outcome));
                out.println("  written to " + file);
            } catch (RefusedResultException e) {
                out.println("  REFUSED: " + e.getMessage());
                exit = 1;
            }
        }
        return exit;
    }

    /** Those of them that are installed; tells of the others. */
    private static List<Peer> peers(List<String> names, PrintStream out) throws IOException {
        List<Peer> installed = new ArrayList<>();
        for (String name : names) {
            Peer peer = PeerFile.read(name);
            if (installed.stream().anyMatch(each -> each.name().equals(peer.name()))) {
                throw new IllegalArgumentException("there are two peers " + peer.name());
            }
            if (peer.executable().isPresent()) {
                installed.add(peer);
            } else {
                out.println(
                        peer.name()
                                + " takes no part: there is no program "
                                + peer.command().getFirst()
                                + " on the PATH");
            }
        }
        return installed;
    }
}
