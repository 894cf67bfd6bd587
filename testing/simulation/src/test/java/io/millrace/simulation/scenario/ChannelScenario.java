// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.scenario;

import io.millrace.simulation.Call;
import io.millrace.simulation.Scenario;
import io.millrace.simulation.SimProcess;
import io.millrace.simulation.World;
import io.millrace.simulation.disk.Fate;
import io.millrace.spi.Channel;
import io.millrace.spi.ComponentConfig;
import io.millrace.testkit.TestContext;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Producers and takers on one channel over several lives of its process, and a ledger that says
 * what may happen: nothing accepted is lost, nothing comes that was not put in, nothing comes twice
 * but after a crash, order is kept, all room is free at the end.
 */
abstract class ChannelScenario implements Scenario {
    /** The data lies below. */
    static final Path DATA = Path.of("/data");

    static final Duration PATIENCE = Duration.ofMinutes(3);

    /** After so long an acknowledgement is durable, where the disk is well. */
    private static final long ACKNOWLEDGED_FOR_GOOD = 1_000_000_000;

    /** A new configuration; the same for all lives of a world. */
    abstract ComponentConfig<Channel> config(World world);

    /** What a crash does to the events in the channel. */
    abstract boolean isDurable();

    /** What goes wrong with the disk of a life. */
    abstract Trouble trouble(World world);

    /** Does something to the disk while no process lives. */
    void betweenLives(World world, Ledger ledger) throws Exception {}

    /** Whether acknowledged events may come again. */
    boolean mayRepeat() {
        return false;
    }

    @Override
    public final void run(World world) throws Exception {
        SimProcess setUp = world.boot("set-up");
        setUp.disk().createDirectories(DATA);
        world.disk().syncAll();
        setUp.kill();
        Ledger ledger = new Ledger();
        ComponentConfig<Channel> config = config(world);
        List<Producer> producers = new ArrayList<>();
        int count = 1 + world.random().nextInt(3);
        for (int i = 0; i < count; i++) {
            producers.add(new Producer(ledger, world.clock(), world.random().split(), i));
        }
        int lives = 1 + world.random().nextInt(4);
        Life before = new Life(world, ledger, 0, true);
        for (int number = 0; number < lives; number++) {
            Life life =
                    new Life(world, ledger, before.end() - ACKNOWLEDGED_FOR_GOOD, before.isWell);
            life.live(config, producers);
            before = life;
            betweenLives(world, ledger);
        }
        new Life(world, ledger, before.end() - ACKNOWLEDGED_FOR_GOOD, before.isWell).drain(config);
        new Life(world, ledger, world.nanos(), true).drain(config);
    }

    /** One process, from its start to its end. */
    private final class Life {
        private final World world;
        private final Ledger ledger;
        private final SplittableRandom random;

        /** What was acknowledged before must not come again. */
        private final long durableBefore;

        private final boolean mayRepeat;
        private boolean isWell = true;
        private long end;

        Life(World world, Ledger ledger, long durableBefore, boolean wasWell) {
            this.world = world;
            this.ledger = ledger;
            this.random = world.random().split();
            this.durableBefore = durableBefore;
            this.mayRepeat = mayRepeat() || !wasWell;
        }

        long end() {
            return end;
        }

        private Channel open(SimProcess process, ComponentConfig<Channel> config)
                throws InterruptedException {
            TestContext context = TestContext.named("c1").with(process).in(Path.of("/state"));
            Call<Channel> opened =
                    process.call(
                            "open",
                            () -> {
                                Channel channel = config.create(context);
                                channel.open();
                                return channel;
                            });
            Channel channel = opened.get("the channel opens", PATIENCE);
            long stored = channel.fill().events();
            if (stored < 0 || stored > ledger.mostStored(mayRepeat ? 0 : durableBefore)) {
                throw new AssertionError("it opens with " + stored + " events");
            }
            return channel;
        }

        void live(ComponentConfig<Channel> config, List<Producer> producers) throws Exception {
            SimProcess process = world.boot("life");
            Trouble trouble = trouble(world);
            if (trouble.atStart() && random.nextInt(3) == 0) {
                crashAt(process, 1 + random.nextInt(40));
            }
            Channel channel;
            try {
                channel = open(process, config);
            } catch (AssertionError failed) {
                if (process.isAlive()) {
                    throw failed;
                }
                over(process);
                return;
            }
            if (random.nextInt(4) > 0) {
                crashAt(process, 1 + random.nextInt(300));
            }
            trouble.begin(world);
            isWell = trouble.isNone();
            List<Taker> takers = takers();
            // Without a taker there may be no room, ever.
            long longest = takers.isEmpty() ? 2_000_000_000 : Long.MAX_VALUE;
            List<Call<Boolean>> puts = new ArrayList<>();
            for (Producer producer : producers) {
                int batches = 1 + random.nextInt(25);
                puts.add(
                        process.call(
                                "producer",
                                () ->
                                        producer.put(
                                                channel, batches, Taker.LARGEST_BATCH, longest)));
            }
            List<Call<Boolean>> takes = takes(process, channel, takers);
            world.sleep(Duration.ofNanos(random.nextLong(3_000_000_000L)));
            if (trouble != Trouble.READ_ONLY) {
                trouble.end(world);
            }
            for (Call<Boolean> put : puts) {
                await("the producers end", put);
            }
            world.sleep(Duration.ofNanos(random.nextLong(2_000_000_000L)));
            if (process.isAlive() && random.nextInt(3) > 0) {
                if (random.nextBoolean()) {
                    Call<Boolean> sealed = process.call("seal", () -> seal(channel));
                    await("the channel is sealed", sealed);
                }
                takers.forEach(Taker::seal);
                for (Call<Boolean> take : takes) {
                    await("the takers end", take);
                }
                mustHold(channel);
                if (random.nextBoolean() && process.isAlive()) {
                    close(process, channel);
                }
            }
            over(process);
        }

        private List<Taker> takers() {
            int count = random.nextInt(4);
            int givesBack = random.nextBoolean() ? 0 : random.nextInt(50);
            List<Taker> takers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                boolean isOrdered = count == 1;
                takers.add(
                        new Taker(
                                ledger,
                                world,
                                random.split(),
                                givesBack,
                                isOrdered,
                                mayRepeat,
                                durableBefore));
            }
            return takers;
        }

        private List<Call<Boolean>> takes(SimProcess process, Channel channel, List<Taker> takers) {
            List<Call<Boolean>> takes = new ArrayList<>();
            for (Taker taker : takers) {
                takes.add(process.call("taker", () -> taker.run(channel)));
            }
            return takes;
        }

        private void crashAt(SimProcess process, int operations) {
            process.crashAt(
                    operations, random.nextInt(3) == 0 ? Fate.KILL_PROCESS : Fate.CUT_POWER);
        }

        private void await(String what, Call<Boolean> call) throws InterruptedException {
            if (!call.await(what, PATIENCE) && !call.isDead()) {
                throw new AssertionError(what + ": " + call.failure(), call.failure());
            }
        }

        private boolean seal(Channel channel) {
            channel.seal();
            return true;
        }

        /** Nobody puts or takes now. */
        private void mustHold(Channel channel) {
            Channel.Fill fill = channel.fill();
            if (fill.events() < 0
                    || fill.events() > fill.capacityEvents()
                    || fill.bytes() < 0
                    || (fill.events() == 0 && fill.bytes() != 0)) {
                throw new AssertionError("it says that it holds " + fill);
            }
        }

        private void close(SimProcess process, Channel channel) throws InterruptedException {
            Call<Boolean> closed =
                    process.call(
                            "close",
                            () -> {
                                channel.seal();
                                channel.close();
                                return true;
                            });
            await("the channel closes", closed);
        }

        private void over(SimProcess process) throws Exception {
            end = world.nanos();
            process.spare();
            Trouble.NONE.end(world);
            if (process.isAlive()) {
                if (random.nextBoolean()) {
                    world.cutPower();
                } else {
                    process.kill();
                }
            }
            ledger.died();
            if (!isDurable()) {
                ledger.forgive();
            }
        }

        /** Takes all that is there; then nothing is missing, and all room is free. */
        void drain(ComponentConfig<Channel> config) throws Exception {
            SimProcess process = world.boot("drain");
            Channel channel = open(process, config);
            Taker taker =
                    new Taker(ledger, world, random.split(), 0, true, mayRepeat, durableBefore);
            taker.seal();
            Call<Boolean> taken = process.call("taker", () -> taker.run(channel));
            taken.get("all is taken", PATIENCE);
            if (!ledger.lost().isEmpty()) {
                throw new AssertionError("accepted and lost: " + ledger.lost());
            }
            Channel.Fill fill = channel.fill();
            if (fill.events() != 0 || fill.bytes() != 0) {
                throw new AssertionError("empty, it says that it holds " + fill);
            }
            Call<Boolean> reserved =
                    process.call(
                            "reserve",
                            () -> {
                                channel.reserve(
                                                channel.maxBatchEvents(),
                                                channel.fill().capacityBytes(),
                                                0)
                                        .close();
                                return true;
                            });
            reserved.get("all room is free", PATIENCE);
            close(process, channel);
            end = world.nanos();
            process.kill();
            ledger.died();
        }
    }
}
