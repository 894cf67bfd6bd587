// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import io.millrace.engine.deadletter.Fault;
import io.millrace.engine.deadletter.Undeliverable;
import io.millrace.spi.Channel;
import io.millrace.spi.Delivery;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * Finds the events of a batch that a sink cannot deliver: the batch is offered in halves, what is
 * delivered is let go at once, what fails is halved again until an event is alone.
 *
 * <p>An event that the destination refuses alone is undeliverable. One on which the sink fails with
 * an exception may be innocent, the sink being broken for all events: it is to blame only if it
 * failed several times alone, and once more after the sink delivered something else. A failure of
 * another kind, a destination that is away say, ends the search; what was not delivered goes back
 * to the channel. Used by its runner's thread.
 */
final class Isolation {
    /** After so many failures without a delivery the sink is to blame. */
    private static final int MOST_FAILURES = 40;

    private final SinkRunner runner;
    private final int attempts;
    private final Deque<Suspect> waiting = new ArrayDeque<>();
    private final List<Suspect> found = new ArrayList<>();
    private long deliveries;
    private int failures;

    /**
     * Events one of which cannot be delivered.
     *
     * @param tries how often the sink was handed them, with others or without
     * @param alone how often without others
     * @param deliveries how many there had been when it last failed
     */
    private record Suspect(
            TakePart part, int tries, int alone, long deliveries, Fault fault, String reason) {}

    /** {@code attempts} is how often an event is tried alone that makes the sink fail. */
    Isolation(SinkRunner runner, int attempts) {
        this.runner = runner;
        this.attempts = attempts;
    }

    /**
     * Delivers what can be delivered of a take that failed, and hands the rest to the dead letters.
     * The take is closed by whoever holds the last part of it.
     *
     * @param tries how often it failed
     */
    void of(Channel.Take take, int tries, Fault fault, String reason)
            throws IOException, InterruptedException {
        TakePart all = TakePart.all(take);
        int alone = all.batch().size() == 1 ? tries : 0;
        try {
            next(new Suspect(all, tries, alone, 0, fault, reason));
            while (!waiting.isEmpty()) {
                if (!runner.awaitReady() || !isTried(waiting.pop(), this::next)) {
                    return;
                }
            }
            if (hasProof()) {
                judge();
            }
        } finally {
            waiting.forEach(suspect -> suspect.part().close());
            found.forEach(suspect -> suspect.part().close());
        }
    }

    /** What is to be done with events that failed. */
    private void next(Suspect failed) {
        if (failed.part().batch().size() > 1) {
            for (TakePart half : failed.part().halves().reversed()) {
                waiting.push(
                        new Suspect(
                                half,
                                failed.tries(),
                                0,
                                failed.deliveries(),
                                failed.fault(),
                                failed.reason()));
            }
        } else if (failed.fault() == Fault.REFUSED || failed.alone() >= attempts) {
            found.add(failed);
        } else {
            waiting.push(failed);
        }
    }

    /** Offers events; false if the search is over. {@code onFailure} gets them if they fail. */
    private boolean isTried(Suspect suspect, Consumer<Suspect> onFailure)
            throws IOException, InterruptedException {
        TakePart part = suspect.part();
        boolean keep = false;
        try {
            Delivering.Attempt attempt = runner.write(part);
            keep = attempt.delivery() instanceof Delivery.Held;
            if (runner.isAbandoned()) {
                return false;
            }
            switch (attempt.delivery()) {
                case Delivery.Refused refused -> {
                    keep = true;
                    onFailure.accept(failed(suspect, Fault.REFUSED, refused.reason()));
                }
                case Delivery.RetryLater _ when !attempt.crash().isEmpty() -> {
                    keep = true;
                    failures++;
                    onFailure.accept(failed(suspect, Fault.CRASHED, attempt.crash()));
                    if (failures == MOST_FAILURES) {
                        runner.reportBroken(attempt.crash());
                        return false;
                    }
                }
                case Delivery.RetryLater later -> {
                    runner.pause(later.after());
                    return false;
                }
                default -> {
                    deliveries++;
                    failures = 0;
                    runner.settle(part, attempt);
                }
            }
            return true;
        } finally {
            if (!keep) {
                part.close();
            }
        }
    }

    private Suspect failed(Suspect suspect, Fault fault, String reason) {
        int more = suspect.part().batch().size() == 1 ? 1 : 0;
        return new Suspect(
                suspect.part(),
                suspect.tries() + 1,
                suspect.alone() + more,
                deliveries,
                fault,
                reason);
    }

    /**
     * Whether it is the events and not the sink: it delivered something, and it did not fail on all
     * since. One event at the end may be the last one there is, and is believed to be to blame.
     */
    private boolean hasProof() throws IOException, InterruptedException {
        List<Suspect> atTheEnd =
                found.stream()
                        .filter(suspect -> suspect.fault() == Fault.CRASHED)
                        .filter(suspect -> suspect.deliveries() == deliveries)
                        .toList();
        if (atTheEnd.isEmpty() || (deliveries > 0 && atTheEnd.size() == 1)) {
            return true;
        }
        if (runner.canDeliverOthers()) {
            deliveries++;
            return true;
        }
        if (!runner.isAbandoned()) {
            runner.reportBroken(atTheEnd.getFirst().reason());
        }
        return false;
    }

    private void judge() throws IOException, InterruptedException {
        List<Suspect> guilty = new ArrayList<>(found.size());
        while (!found.isEmpty()) {
            Suspect suspect = found.removeFirst();
            failures = 0;
            if (suspect.fault() == Fault.REFUSED || suspect.deliveries() == deliveries) {
                guilty.add(suspect);
            } else if (!runner.awaitReady() || !isTried(suspect, guilty::add)) {
                suspect.part().close();
                waiting.addAll(guilty);
                return;
            }
        }
        waiting.addAll(guilty);
        if (!guilty.isEmpty() && runner.bury(guilty.stream().map(Isolation::toBury).toList())) {
            for (Suspect suspect : guilty) {
                runner.buried(suspect.part(), 0);
            }
        }
    }

    private static Undeliverable toBury(Suspect suspect) {
        return new Undeliverable(
                suspect.part().batch().event(0),
                suspect.fault(),
                suspect.reason(),
                suspect.tries());
    }
}
