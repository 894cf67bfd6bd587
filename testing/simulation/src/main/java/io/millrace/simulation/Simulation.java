// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

/** Makes the history that follows from a seed. Several may run side by side, each on its thread. */
public final class Simulation {
    private static final long MAX_STEPS = 300_000;

    private Simulation() {}

    /**
     * Runs a scenario in a new world, on the calling platform thread.
     *
     * @throws HistoryFailure if the scenario threw, a thread of a process died of an exception, all
     *     threads wait for ever, or there is no end
     */
    public static History run(long seed, Scenario scenario) {
        return run(seed, MAX_STEPS, scenario);
    }

    /** The same with another limit of steps. */
    public static History run(long seed, long maxSteps, Scenario scenario) {
        World world = new World(seed, maxSteps);
        Call<Boolean> told = new Call<>(world, world.operator());
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        world.scheduler()
                .start(
                        world.operator(),
                        "operator",
                        () ->
                                told.run(() -> {
                                    Thread.currentThread().setContextClassLoader(loader);
                                    scenario.run(world);
                                    return true;
                                }));
        Throwable failure = null;
        try {
            world.scheduler().run(told::isDone);
            failure = told.failure();
        } catch (Throwable failed) {
            failure = failed;
        }
        History history =
                new History(
                        seed,
                        world.hash(),
                        world.steps(),
                        world.disk().operations(),
                        world.nanos());
        if (failure != null) {
            String what = failure.getMessage() == null ? failure.toString() : failure.getMessage();
            throw new HistoryFailure(
                    what.lines().findFirst().orElse(""),
                    describe(world, history, what),
                    failure,
                    history);
        }
        return history;
    }

    private static String describe(World world, History history, String what) {
        StringBuilder text = new StringBuilder();
        text.append(what);
        text.append("\nat step ")
                .append(history.steps())
                .append(" of seed ")
                .append(history.seed());
        text.append(", trace ").append(Long.toHexString(history.hash()));
        text.append("\nwhat happened last:");
        for (String line : world.log()) {
            text.append("\n  ").append(line);
        }
        return text.toString();
    }
}
