// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.toy;

import io.millrace.simulation.Call;
import io.millrace.simulation.Scenario;
import io.millrace.simulation.SimProcess;
import io.millrace.simulation.World;
import io.millrace.simulation.disk.Fate;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Several threads put numbers into a store that is killed, loses its power, and now and then its
 * syncs. What was acknowledged is there after each start.
 */
public record ToyScenario(ToyStore.Fault fault) implements Scenario {
    private static final Path DIRECTORY = Path.of("/data/toy");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    public ToyScenario() {
        this(ToyStore.Fault.NONE);
    }

    @Override
    public void run(World world) throws Exception {
        Set<Long> acknowledged = new HashSet<>();
        long next = 1;
        SimProcess setUp = world.boot("set-up");
        setUp.disk().createDirectories(DIRECTORY.getParent());
        world.disk().syncAll();
        for (int life = 0; life < 4; life++) {
            SimProcess process = world.boot("toy");
            Call<ToyStore> opened =
                    process.call("open", () -> new ToyStore(process, DIRECTORY, fault));
            ToyStore store = opened.get("open", PATIENCE);
            mustHold(store.kept(), acknowledged);
            process.crashAt(
                    1 + world.random().nextInt(120),
                    world.random().nextInt(4) == 0 ? Fate.KILL_PROCESS : Fate.CUT_POWER);
            if (world.random().nextInt(3) == 0) {
                world.disk().faults().failSyncs(1, world.random().nextBoolean());
            }
            List<Call<Boolean>> calls = new ArrayList<>();
            for (int producer = 0; producer < 3; producer++) {
                long first = next;
                next += 12;
                calls.add(
                        process.call(
                                "producer-" + producer,
                                () -> put(store, first, first + 12, acknowledged)));
            }
            for (Call<Boolean> call : calls) {
                call.await("puts", PATIENCE);
            }
            process.spare();
            world.disk().faults().heal();
            if (process.isAlive()) {
                world.cutPower();
            }
        }
    }

    private static boolean put(ToyStore store, long from, long to, Set<Long> acknowledged)
            throws InterruptedException {
        for (long number = from; number < to; number++) {
            store.put(number);
            acknowledged.add(number);
        }
        return true;
    }

    private static void mustHold(List<Long> kept, Set<Long> acknowledged) {
        Set<Long> lost = new HashSet<>(acknowledged);
        lost.removeAll(new HashSet<>(kept));
        if (!lost.isEmpty()) {
            throw new AssertionError("acknowledged and lost: " + lost);
        }
    }
}
