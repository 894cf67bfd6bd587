// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bench.limit.Limit;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class OutcomeTest {
    private static final Metric RATE = Metric.more("rate", "events/s");
    private static final Metric DELAY = Metric.less("delay", "ms");

    @Test
    void reachesABarThatIsBeyondTheNoise() {
        assertThat(finding(new Bar("ours", RATE, 2, "theirs"), 300, 100, 0.1))
                .isEqualTo(Outcome.Finding.REACHED);
    }

    @Test
    void missesABarThatIsBeyondTheNoise() {
        assertThat(finding(new Bar("ours", RATE, 2, "theirs"), 150, 100, 0.1))
                .isEqualTo(Outcome.Finding.MISSED);
    }

    @Test
    void decidesNothingWithinTheNoise() {
        assertThat(finding(new Bar("ours", RATE, 2, "theirs"), 205, 100, 0.1))
                .isEqualTo(Outcome.Finding.UNDECIDED);
    }

    @Test
    void turnsTheRatioWhereLessIsBetter() {
        assertThat(finding(new Bar("ours", DELAY, 2, "theirs"), 10, 100, 0.1))
                .isEqualTo(Outcome.Finding.REACHED);
        assertThat(finding(new Bar("ours", DELAY, 2, "theirs"), 100, 10, 0.1))
                .isEqualTo(Outcome.Finding.MISSED);
    }

    @Test
    void comparesWithALimitOfTheMachine() {
        assertThat(finding(new Bar("ours", RATE, 0.5, Bar.LIMIT + "memory"), 700, 1, 0.1))
                .isEqualTo(Outcome.Finding.REACHED);
        assertThat(finding(new Bar("ours", RATE, 0.5, Bar.LIMIT + "memory"), 300, 1, 0.1))
                .isEqualTo(Outcome.Finding.MISSED);
    }

    @Test
    void tellsAShareOfALimitWithoutAGoal() {
        Bar share = Bar.share("ours", RATE, "memory");
        assertThat(finding(share, 300, 1, 0.1)).isEqualTo(Outcome.Finding.TOLD);
        assertThat(Table.text(outcome(share, 300, 1, 0.1)))
                .contains("ours, rate: 30.0 % of memory");
    }

    @Test
    void tellsHowItComparesWithAnotherWithoutAGoal() {
        Bar beside = Bar.beside("ours", RATE, "theirs");
        assertThat(finding(beside, 300, 200, 0.1)).isEqualTo(Outcome.Finding.TOLD);
        assertThat(Table.text(outcome(beside, 300, 200, 0.1)))
                .contains("ours, rate: 1.50 x theirs (noise 10.0 %)\n");
    }

    @Test
    void comparesWithAValueThatIsToBeExceeded() {
        assertThat(finding(Bar.least("ours", RATE, 10), 20, 1, 0.1))
                .isEqualTo(Outcome.Finding.REACHED);
        assertThat(finding(Bar.least("ours", RATE, 10), 5, 1, 0.1))
                .isEqualTo(Outcome.Finding.MISSED);
    }

    @Test
    void comparesWithAValue() {
        assertThat(finding(Bar.goal("ours", DELAY, 20), 10, 1, 0.1))
                .isEqualTo(Outcome.Finding.REACHED);
        assertThat(finding(Bar.goal("ours", DELAY, 20), 30, 100, 0.1))
                .isEqualTo(Outcome.Finding.MISSED);
        assertThat(Table.text(outcome(Bar.goal("ours", DELAY, 20), 30, 100, 0.1)))
                .contains("ours, delay: 30.0 ms (goal 20.0 ms, noise 10.0 %): MISSED");
    }

    @Test
    void leavesOutBarsOfThoseWhoDidNotRun() {
        assertThat(outcome(new Bar("absent", RATE, 2, "theirs"), 1, 1, 0).verdicts()).isEmpty();
    }

    @Test
    void saysInWordsHowABarCameOut() {
        Outcome outcome = outcome(new Bar("ours", RATE, 2, "theirs"), 150, 100, 0.1);
        assertThat(Table.text(outcome))
                .contains("ours, rate: 1.50 x theirs (bar 2.00, noise 10.0 %): MISSED")
                .contains("memory: 1,000 events/s");
    }

    private static Outcome.Finding finding(Bar bar, double ours, double theirs, double noise) {
        return outcome(bar, ours, theirs, noise).verdicts().getFirst().finding();
    }

    private static Outcome outcome(Bar bar, double ours, double theirs, double noise) {
        Scenario scenario =
                new Scenario() {
                    @Override
                    public String name() {
                        return "test";
                    }

                    @Override
                    public String description() {
                        return "a test";
                    }

                    @Override
                    public List<Metric> metrics() {
                        return List.of(bar.metric());
                    }

                    @Override
                    public List<Contender> contenders() {
                        return List.of();
                    }

                    @Override
                    public List<Bar> bars() {
                        return List.of(bar);
                    }
                };
        return new Outcome(
                scenario,
                List.of(series("ours", bar.metric(), ours), series("theirs", bar.metric(), theirs)),
                Map.of(bar.metric().name(), noise),
                List.of(new Limit("memory", 1000, "events/s", "for the test")));
    }

    private static Series series(String label, Metric metric, double value) {
        Series series =
                new Series(
                        new Contender(label, "program", "setup", directory -> Map.of()),
                        new ArrayList<>());
        series.runs().add(Map.of(metric.name(), value));
        return series;
    }
}
