// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.basic.sink.FileRollConfig;
import io.millrace.basic.source.spool.SpoolConfig;
import io.millrace.channels.file.FileChannelConfig;
import io.millrace.engine.Agent;
import io.millrace.host.Disk;
import io.millrace.host.DiskFile;
import io.millrace.journal.Journal;
import io.millrace.simulation.disk.Operation;
import io.millrace.simulation.scenario.FileAgentScenario;
import io.millrace.simulation.scenario.FileChannelScenario;
import io.millrace.simulation.scenario.FileFlowScenario;
import io.millrace.simulation.scenario.SpoolFlowScenario;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Processes die at every place where the code changes the disk or makes something durable. The
 * places are found in the classes, so that a new one is not forgotten.
 */
class FailpointTest {
    /** What the disk calls change, by the name of the method. */
    private static final Map<String, Operation.Kind> CHANGES =
            Map.of(
                    "write", Operation.Kind.WRITE,
                    "writeAt", Operation.Kind.WRITE,
                    "truncate", Operation.Kind.TRUNCATE,
                    "sync", Operation.Kind.SYNC,
                    "syncData", Operation.Kind.SYNC,
                    "createDirectories", Operation.Kind.CREATE_DIRECTORY,
                    "delete", Operation.Kind.DELETE,
                    "move", Operation.Kind.MOVE,
                    "syncDirectory", Operation.Kind.SYNC_DIRECTORY);

    private static final Set<String> DISK = Set.of(name(Disk.class), name(DiskFile.class));

    /** A class of each part, and what runs it. */
    private static final Map<Class<?>, Scenario> PARTS =
            Map.of(
                    Journal.class, new FileChannelScenario(),
                    FileChannelConfig.class, new FileChannelScenario(),
                    Agent.class, new FileAgentScenario(),
                    FileRollConfig.class, FileFlowScenario.exactly(),
                    SpoolConfig.class, new SpoolFlowScenario());

    /**
     * Not reached by these histories, or too rarely: a file with other bytes than were written, one
     * of which nothing counts, a file that grows while it is read, Apache Flume's position, a
     * command's request, the fence of a damaged ledger, spares of a time before a channel was
     * encrypted.
     */
    private static final List<String> ELSEWHERE =
            List.of(
                    "basic.sink.FinishedFiles.setAside",
                    "basic.sink.LeftFile.cut DELETE",
                    "basic.sink.LeftFile.syncDirectoryOf",
                    "basic.source.spool.FlumeTracker.remove",
                    "basic.source.spool.ReadingOrder.setAside",
                    "engine.deadletter.DeadLetterRequest.leave",
                    "engine.deadletter.DeadLetters.answer",
                    "engine.ledger.Ledger.createDirectory",
                    "engine.ledger.LedgerFile.keepApart",
                    "journal.SegmentStore.remove");

    /** The most histories in which a place is looked for. */
    private static final int HISTORIES = 3000;

    private static final int ENOUGH = Integer.getInteger("simulation.deaths", 2);

    @Test
    void diesWhereverTheDiskIsChanged() throws Exception {
        Set<Failpoint> missed = new TreeSet<>();
        int places = 0;
        int deaths = 0;
        for (Map.Entry<Class<?>, Scenario> part : PARTS.entrySet()) {
            for (Failpoint place : placesIn(part.getKey())) {
                if (ELSEWHERE.stream().noneMatch(place.toString()::contains)) {
                    int died = deathsAt(place, part.getValue());
                    places++;
                    deaths += died;
                    if (died == 0) {
                        missed.add(place);
                    }
                }
            }
        }
        System.out.printf(
                "%d processes died at %d places that change the disk, nothing lost%n",
                deaths, places - missed.size());
        assertThat(missed).isEmpty();
        assertThat(places).isPositive();
    }

    /** By the loss of the process alone or of the power, as the history has it. */
    private static int deathsAt(Failpoint place, Scenario scenario) {
        int[] deaths = {0};
        for (long seed = 0; seed < HISTORIES && deaths[0] < ENOUGH; seed++) {
            Simulation.run(
                    seed,
                    world -> {
                        world.aimAt(place);
                        scenario.run(world);
                        deaths[0] += world.hits();
                    });
        }
        return deaths[0];
    }

    private static String name(Class<?> type) {
        return type.getName().replace('.', '/');
    }

    /** The places in the classes of a package and those below it. */
    private static Set<Failpoint> placesIn(Class<?> part) throws IOException, URISyntaxException {
        String directory = part.getPackageName().replace('.', '/');
        URI source = part.getProtectionDomain().getCodeSource().getLocation().toURI();
        Path file = Path.of(source);
        if (Files.isDirectory(file)) {
            return placesBelow(file.resolve(directory));
        }
        try (FileSystem jar = FileSystems.newFileSystem(file)) {
            return placesBelow(jar.getPath(directory));
        }
    }

    private static Set<Failpoint> placesBelow(Path directory) throws IOException {
        Set<Failpoint> places = new TreeSet<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
                addPlaces(ClassFile.of().parse(Files.readAllBytes(file)), places);
            }
        }
        return places;
    }

    private static void addPlaces(ClassModel model, Set<Failpoint> places) {
        String className = model.thisClass().asInternalName().replace('/', '.');
        for (var method : model.methods()) {
            method.code()
                    .ifPresent(code -> {
                        for (var element : code) {
                            if (element instanceof InvokeInstruction call
                                    && DISK.contains(call.owner().asInternalName())
                                    && CHANGES.containsKey(call.name().stringValue())) {
                                places.add(
                                        new Failpoint(
                                                className,
                                                method.methodName().stringValue(),
                                                CHANGES.get(call.name().stringValue())));
                            }
                        }
                    });
        }
    }
}
