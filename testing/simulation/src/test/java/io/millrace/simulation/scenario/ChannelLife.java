// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.scenario;

import io.millrace.simulation.Call;
import io.millrace.simulation.SimProcess;
import io.millrace.simulation.World;
import io.millrace.simulation.disk.Fate;
import io.millrace.spi.Channel;
import io.millrace.spi.ProblemException;
import io.millrace.testkit.TestContext;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** One process with a channel, from its start to its end. */
final class ChannelLife {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String LOST = "channel_lost_events_total";

    private final World world;
    private final Plan plan;
    private final Ledger ledger;
    private final Damage damage;
    private final SplittableRandom random;
    private TestContext context = TestContext.named("c1");
    private Trouble trouble = Trouble.NONE;

    ChannelLife(World world, Plan plan, Ledger ledger, Damage damage) {
        this.world = world;
        this.plan = plan;
        this.ledger = ledger;
        this.damage = damage;
        this.random = world.random().split();
    }

    /** Clients at work, with all that may happen to them; whether the channel was closed. */
    boolean live(List<Client> clients) throws Exception {
        SimProcess process = world.boot("life");
        WallClock.mayJump(world, random);
        trouble = plan.isDurable() ? Trouble.draw(random) : Trouble.NONE;
        if (trouble == Trouble.SYNCS_FAIL && !plan.survivesPower()) {
            // What was acknowledged before the sync is on no disk then: the level says so.
            trouble = Trouble.NONE;
        }
        if (random.nextInt(4) == 0) {
            crashAt(process, 1 + random.nextInt(40));
        }
        Channel channel = openOrDie(process);
        if (channel == null) {
            over(process, false);
            return false;
        }
        if (plan.isDurable() && process.isAlive() && random.nextInt(5) == 0) {
            mustRefuseASecond(process);
        }
        if (!process.isAlive()) {
            over(process, false);
            return false;
        }
        if (random.nextInt(4) > 0) {
            crashAt(process, 1 + random.nextInt(300));
        }
        trouble.begin(world);
        WallClock.mayJump(world, random);
        List<Taker> takers = takers();
        // Without a taker there may be no room, ever.
        long longest = takers.isEmpty() ? 2_000_000_000 : Long.MAX_VALUE;
        List<Call<Boolean>> puts = new ArrayList<>();
        for (Client client : clients) {
            int batches = 1 + random.nextInt(25);
            puts.add(
                    process.call(
                            "producer",
                            () -> client.put(channel, batches, Taker.LARGEST_BATCH, longest)));
        }
        List<Call<Boolean>> takes = takes(process, channel, takers);
        world.sleep(Duration.ofNanos(random.nextLong(3_000_000_000L)));
        if (trouble != Trouble.READ_ONLY) {
            Trouble.end(world);
        }
        for (Call<Boolean> put : puts) {
            await("the producers end", put);
        }
        world.sleep(Duration.ofNanos(random.nextLong(2_000_000_000L)));
        boolean isClean = random.nextInt(3) > 0 && endWell(process, channel, takers, takes);
        over(process, isClean);
        return isClean;
    }

    private boolean endWell(
            SimProcess process, Channel channel, List<Taker> takers, List<Call<Boolean>> takes)
            throws InterruptedException {
        if (!process.isAlive()) {
            return false;
        }
        if (random.nextBoolean()) {
            await(
                    "the channel is sealed",
                    process.call(
                            "seal",
                            () -> {
                                channel.seal();
                                return true;
                            }));
        }
        takers.forEach(Taker::seal);
        for (Call<Boolean> take : takes) {
            await("the takers end", take);
        }
        mustHold(channel);
        return random.nextBoolean() && process.isAlive() && close(process, channel);
    }

    /** Takes all that is there; then nothing is missing, and all room is free. */
    void drain(List<Client> clients) throws Exception {
        SimProcess process = world.boot("drain");
        Channel channel = open(process);
        Taker taker = new Taker(ledger, world, random.split(), 0, true);
        Call<Boolean> taken = process.call("taker", () -> taker.run(channel));
        for (Client client : clients) {
            process.call("finish", () -> client.finish(channel))
                    .get("all is put in again", PATIENCE);
            process.call("fresh", () -> client.put(channel, 1, 1, PATIENCE.toNanos()))
                    .get("a fresh event is put in", PATIENCE);
        }
        taker.seal();
        taken.get("all is taken", PATIENCE);
        mustMissNothing();
        Channel.Fill fill = channel.fill();
        if (fill.events() != 0 || fill.bytes() != 0) {
            throw new AssertionError("empty, it says that it holds " + fill);
        }
        process.call(
                        "reserve",
                        () -> {
                            int most = channel.maxBatchEvents();
                            channel.reserve(most, fill.capacityBytes(), 0).close();
                            return true;
                        })
                .get("all room is free", PATIENCE);
        close(process, channel);
        mustBeSmall();
        over(process, true);
    }

    private void mustMissNothing() {
        Set<Long> lost = ledger.lost();
        if (plan.isDamaged()) {
            damage.mustCover(lost.size(), context.meters().value(LOST));
        } else if (!lost.isEmpty()) {
            throw new AssertionError("accepted and lost: " + lost);
        }
    }

    /** A channel whose bytes nobody touched has nothing damaged. */
    private void mustNotComplain() {
        if (plan.isDurable() && plan.survivesPower() && !plan.isDamaged()) {
            long said =
                    context.problems().stream()
                            .filter(told -> told.code().equals("MR-3013"))
                            .count();
            if (said > 0) {
                throw new AssertionError("it says that it is damaged: " + context.problems());
            }
        }
    }

    /** What is delivered does not fill the disk. */
    private void mustBeSmall() throws IOException {
        long bytes = 0;
        for (Path path : world.disk().files()) {
            if (path.startsWith(ChannelScenario.DATA)) {
                bytes += world.disk().content(path).length;
            }
        }
        if (plan.retention().isZero() && !plan.isDamaged() && bytes > plan.mostDisk()) {
            throw new AssertionError(
                    "empty, it takes " + bytes + " bytes: " + world.disk().files());
        }
    }

    private Channel open(SimProcess process) throws InterruptedException {
        TestContext own = TestContext.named("c1").with(process).in(Path.of("/state"));
        context = own;
        Call<Channel> opened =
                process.call(
                        "open",
                        () -> {
                            Channel channel = plan.config().create(own);
                            channel.open();
                            return channel;
                        });
        Channel channel = opened.get("the channel opens", PATIENCE);
        long stored = channel.fill().events();
        if (stored < 0 || stored > ledger.mostStored()) {
            throw new AssertionError("it opens with " + stored + " events");
        }
        return channel;
    }

    /** Null if the process died over it. */
    private Channel openOrDie(SimProcess process) throws InterruptedException {
        try {
            return open(process);
        } catch (AssertionError failed) {
            if (process.isAlive()) {
                throw failed;
            }
            return null;
        }
    }

    /** Two that write to one directory would write over each other. */
    private void mustRefuseASecond(SimProcess first) throws InterruptedException {
        SimProcess second = random.nextBoolean() ? first : world.boot("second");
        TestContext own = TestContext.named("c1").with(second).in(Path.of("/state"));
        Call<Boolean> opened =
                second.call(
                        "open",
                        () -> {
                            plan.config().create(own).open();
                            return true;
                        });
        boolean isOpen = opened.await("a second one is refused", PATIENCE);
        if (first.isAlive()
                && (isOpen
                        || !(opened.failure() instanceof ProblemException told)
                        || !told.problem().code().equals("MR-3010"))) {
            throw new AssertionError("a second one is not refused: " + opened.failure());
        }
        if (second != first) {
            second.kill();
        }
    }

    private List<Taker> takers() {
        int count = random.nextInt(4);
        int givesBack = random.nextBoolean() ? 0 : random.nextInt(50);
        List<Taker> takers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            takers.add(new Taker(ledger, world, random.split(), givesBack, count == 1));
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
        boolean isKill = random.nextInt(3) == 0 || (plan.isDurable() && !plan.survivesPower());
        process.crashAt(operations, isKill ? Fate.KILL_PROCESS : Fate.CUT_POWER);
    }

    /** Whether it ended; false if the process died before. */
    private boolean await(String what, Call<Boolean> call) throws InterruptedException {
        if (call.await(what, PATIENCE)) {
            return true;
        }
        if (!call.isDead()) {
            throw new AssertionError(what + ": " + call.failure(), call.failure());
        }
        return false;
    }

    /** Nobody puts or takes now. */
    private void mustHold(Channel channel) {
        Channel.Fill fill = channel.fill();
        Taker.mustFit(fill, ledger);
        if (fill.events() < 0
                || fill.bytes() < 0
                || fill.events() > ledger.mostStored()
                || fill.events() < ledger.leastStored()
                || (fill.events() == 0 && fill.bytes() != 0)) {
            throw new AssertionError(
                    "it says that it holds %s; it has to hold %d to %d"
                            .formatted(fill, ledger.leastStored(), ledger.mostStored()));
        }
    }

    private boolean close(SimProcess process, Channel channel) throws InterruptedException {
        return await(
                "the channel closes",
                process.call(
                        "close",
                        () -> {
                            channel.seal();
                            channel.close();
                            return true;
                        }));
    }

    private void over(SimProcess process, boolean isClean) throws Exception {
        long end = process.endedNanos();
        process.spare();
        Trouble.end(world);
        if (process.isAlive()) {
            if (random.nextBoolean() && (plan.survivesPower() || !plan.isDurable() || isClean)) {
                world.cutPower();
            } else {
                process.kill();
            }
        }
        if (plan.isDurable() && trouble.isNone() && !plan.isDamaged()) {
            ledger.gone(isClean ? Long.MAX_VALUE : end - trouble.settles());
            mustRetain(end);
        }
        if (plan.isDamaged()) {
            damage.declare(context.meters().value(LOST));
        }
        mustNotComplain();
        plan.watch().look();
        ledger.died();
        if (!plan.isDurable()) {
            ledger.forgive();
        }
    }

    /** What was delivered a short while ago is still on the disk. */
    private void mustRetain(long now) throws IOException {
        if (plan.retention().isZero()) {
            return;
        }
        List<Long> recent = ledger.acknowledgedSince(now - plan.retention().toNanos());
        if (recent.isEmpty()) {
            return;
        }
        byte[] wanted = Payload.of(recent.get(random.nextInt(recent.size())));
        for (Path path : world.disk().files()) {
            if (path.startsWith(ChannelScenario.DATA)
                    && path.toString().endsWith(".segment")
                    && Bytes.contain(world.disk().content(path), wanted)) {
                return;
            }
        }
        throw new AssertionError(
                "event " + Payload.number(wanted) + " is not retained: " + world.disk().files());
    }
}
