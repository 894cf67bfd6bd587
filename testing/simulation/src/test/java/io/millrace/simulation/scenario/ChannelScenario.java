// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.scenario;

import io.millrace.simulation.Scenario;
import io.millrace.simulation.SimProcess;
import io.millrace.simulation.World;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Producers and takers on one channel over several lives of its process, and a ledger that says
 * what may happen: nothing accepted is lost, nothing comes that was not put in, nothing comes twice
 * but after a crash, order is kept, all room is free at the end.
 */
abstract class ChannelScenario implements Scenario {
    /** The data lies below. */
    static final Path DATA = Path.of("/data");

    /** What this history is about. */
    abstract Plan plan(World world);

    @Override
    public final void run(World world) throws Exception {
        SimProcess setUp = world.boot("set-up");
        setUp.disk().createDirectories(DATA);
        world.disk().syncAll();
        setUp.kill();
        Plan plan = plan(world);
        Ledger ledger = new Ledger();
        List<Client> clients = clients(world, plan, ledger);
        Damage damage = new Damage(world, ledger);
        int lives = 1 + world.random().nextInt(4);
        boolean wasClean = true;
        for (int number = 0; number < lives; number++) {
            ChannelLife life = new ChannelLife(world, plan, ledger, damage);
            wasClean = life.live(clients);
            if (plan.isDamaged() && world.random().nextBoolean()) {
                for (int bits = 1 + world.random().nextInt(3); bits > 0; bits--) {
                    damage.happen(wasClean);
                }
            }
        }
        new ChannelLife(world, plan, ledger, damage).drain(clients);
        new ChannelLife(world, plan, ledger, damage).drain(clients);
    }

    private static List<Client> clients(World world, Plan plan, Ledger ledger) {
        List<Client> clients = new ArrayList<>();
        int producers = 1 + world.random().nextInt(3);
        for (int i = 0; i < producers; i++) {
            clients.add(new Producer(ledger, world.clock(), world.random().split(), i));
        }
        for (int i = producers; i < producers + plan.streams(); i++) {
            clients.add(
                    new StreamProducer(
                            ledger, world.clock(), world.random().split(), i, plan.isDamaged()));
        }
        return clients;
    }
}
