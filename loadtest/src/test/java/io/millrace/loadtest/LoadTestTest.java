// SPDX-License-Identifier: Apache-2.0
package io.millrace.loadtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.AgentConfig;
import io.millrace.config.CheckOptions;
import io.millrace.config.Checked;
import io.millrace.config.ComponentNode;
import io.millrace.config.ConfigurationReader;
import io.millrace.config.LoadedTypes;
import io.millrace.config.Lookups;
import io.millrace.config.Origin;
import io.millrace.config.SourceNode;
import io.millrace.host.Host;
import io.millrace.host.real.RealHost;
import io.millrace.loadtest.ChannelCount.Depth;
import io.millrace.spec.Stability;
import io.millrace.spec.catalogue.ComponentDescriptor;
import io.millrace.spec.catalogue.Kind;
import io.millrace.spi.ProblemException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Whole agents for a fraction of a second each. */
class LoadTestTest {
    private static final Duration START = Duration.ofSeconds(30);
    private static final LoadTest.Faults NONE = new LoadTest.Faults(0, START);
    private static final Duration SHORT = Duration.ofMillis(300);

    private final Host host = new RealHost();

    @TempDir private Path directory;

    private static Plan plan(double rate, int producers, int batch) {
        return new Plan(
                rate,
                producers,
                batch,
                Payload.fixed(100),
                Duration.ofMillis(100),
                SHORT,
                Duration.ofSeconds(5));
    }

    private static String flow(String name) {
        return Scenario.all().stream()
                .filter(scenario -> scenario.name().equals(name))
                .findFirst()
                .orElseThrow()
                .configuration("@unused@");
    }

    private AgentConfig config(String text) throws IOException, ProblemException {
        Path file = Files.writeString(directory.resolve("flume.conf"), text);
        Checked checked =
                ConfigurationReader.read(List.of(file), Lookups.ofProcess(() -> Instant.EPOCH))
                        .check(
                                Scenario.AGENT,
                                new LoadedTypes(LoadTestTest.class.getClassLoader()),
                                CheckOptions.LENIENT);
        return checked.agent().orElseThrow(() -> new AssertionError(checked.problems().toString()));
    }

    private LoadTest test(AgentConfig config, boolean farEnd, LoadTest.Faults faults) {
        return test(config, config.sources().getFirst(), farEnd, faults);
    }

    private LoadTest test(
            AgentConfig config, SourceNode source, boolean farEnd, LoadTest.Faults faults) {
        return new LoadTest(
                new LoadTest.Setup(config, source, farEnd, directory.resolve("state"), directory),
                host,
                Progress.NONE,
                faults);
    }

    @Test
    void comparesEveryEvent() throws Exception {
        Result result = test(config(flow("memory")), true, NONE).run(plan(0, 2, 100));

        assertThat(result.wrong()).isEmpty();
        assertThat(result.lossRate()).isZero();
        ChannelCount channel = result.channels().getFirst();
        assertThat(channel.depth()).isEqualTo(Depth.COMPARED);
        assertThat(channel.arrived()).isPositive().isEqualTo(channel.expected());
        assertThat(result.main().acceptedPerSecond()).isPositive();
        assertThat(result.main().successRate()).isEqualTo(1);
        assertThat(result.main().put().isEmpty()).isFalse();
        assertThat(result.main().delivery()).isPresent();
        assertThat(channel.expected()).isGreaterThan(result.main().accepted());
    }

    @Test
    void refusesAResultOfWhichOneEventWasDropped() throws Exception {
        // Some 20,000 events are made, fewer on a machine that is busy.
        LoadTest test = test(config(flow("memory")), true, new LoadTest.Faults(2_000, START));
        Result result = test.run(plan(50_000, 1, 10));

        assertThat(result.isGood()).isFalse();
        assertThat(result.channels().getFirst().lost()).isPositive();
        assertThat(result.lossRate()).isPositive().isLessThan(0.002);
        assertThat(String.join("\n", ResultText.lines(result))).contains(" lost; ");
        assertThat(result.wrong().getFirst()).contains("channel c:", "are lost");
    }

    @Test
    void offersTheRateOfThePlanAndNoMore() throws Exception {
        Result result = test(config(flow("memory")), true, NONE).run(plan(2000, 2, 0));

        assertThat(result.isGood()).isTrue();
        // What was late at the beginning is made up for.
        assertThat(result.channels().getFirst().expected()).isBetween(1L, 2000L * 5);
        assertThat(result.main().accepted()).isLessThanOrEqualTo(3 * 2000 / 2);
    }

    @Test
    void chargesAHangToEveryEventThatWasDueMeanwhile() throws Exception {
        AgentConfig config = config(flow("memory"));
        SourceNode source = config.sources().getFirst();
        // One batch of a hundred hangs: to who waits for it before the next, one of a hundred.
        SourceNode stalled =
                new SourceNode(
                        source.component(),
                        source.channels(),
                        source.selector(),
                        List.of(stall(new Stall(20, Duration.ofMillis(150)))));
        AgentConfig stalling =
                new AgentConfig(
                        config.name(),
                        List.of(stalled),
                        config.channels(),
                        config.sinks(),
                        List.of());
        Plan plan =
                new Plan(
                        1000,
                        1,
                        1,
                        Payload.fixed(100),
                        Duration.ZERO,
                        SHORT,
                        Duration.ofSeconds(5));

        Result result = test(stalling, stalled, true, NONE).run(plan);

        assertThat(result.isGood()).isTrue();
        // Half of the 300 events were due during the hang, and the first of them waited longest.
        assertThat(result.main().put().mostMillis()).isGreaterThan(140);
        assertThat(result.main().put().millis(75)).isGreaterThan(20);
        assertThat(result.main().delivery().orElseThrow().millis(75)).isGreaterThan(20);
    }

    private static ComponentNode stall(Stall config) {
        return new ComponentNode(
                Kind.INTERCEPTOR,
                "stall",
                new ComponentDescriptor(
                        Kind.INTERCEPTOR,
                        "stall",
                        List.of(),
                        Stability.STABLE,
                        "",
                        false,
                        "Hangs.",
                        "",
                        Stall.class.getName(),
                        "",
                        List.of(),
                        List.of()),
                config,
                1,
                new Origin("test", 1),
                Map.of());
    }

    @Test
    void countsByTheMetersWhereTheSinksAreTheUsers() throws Exception {
        Result result = test(config(flow("memory")), false, NONE).run(plan(5000, 1, 0));

        assertThat(result.wrong()).isEmpty();
        assertThat(result.channels().getFirst().depth()).isEqualTo(Depth.METERS);
        assertThat(result.main().delivery()).isEmpty();
        assertThat(result.main().delivered()).isPositive();
    }

    @Test
    void leadsTheLoadThroughInterceptorsAndCountsWhatIsLeft() throws Exception {
        String text =
                flow("memory")
                        + """
                        bench.sources.r.interceptors = i
                        bench.sources.r.interceptors.i.type = regex_filter
                        bench.sources.r.interceptors.i.regex = .*[0-O].{8}$
                        bench.sources.r.interceptors.i.excludeEvents = true
                        """;
        Result result = test(config(text), true, NONE).run(plan(20_000, 1, 0));

        assertThat(result.wrong()).isEmpty();
        ChannelCount channel = result.channels().getFirst();
        assertThat(channel.depth()).isEqualTo(Depth.COUNTED);
        assertThat(channel.arrived()).isPositive().isEqualTo(channel.expected());
        assertThat(channel.arrived()).isLessThan(result.main().accepted() * 2);
    }

    @Test
    void comparesEveryChannelOfAFanOut() throws Exception {
        Result result = test(config(flow("fan-out")), true, NONE).run(plan(0, 1, 1000));

        assertThat(result.wrong()).isEmpty();
        assertThat(result.channels())
                .extracting(ChannelCount::channel)
                .containsExactly("c1", "c2", "c3");
        assertThat(result.channels()).extracting(ChannelCount::depth).containsOnly(Depth.COMPARED);
        assertThat(result.channels())
                .extracting(ChannelCount::arrived)
                .containsOnly(result.channels().getFirst().expected());
    }

    @Test
    void findsAKnee() throws Exception {
        Plan plan =
                new Plan(
                        500,
                        1,
                        1,
                        Payload.fixed(100),
                        Duration.ZERO,
                        Duration.ofMillis(100),
                        Duration.ofSeconds(1));
        // A put that may take no time at all: even the first rate is not kept.
        Result result =
                test(config(flow("memory")), true, NONE).ramp(plan, new Ramp.Limits(0.98, 0));

        assertThat(result.knee()).isEmpty();
        assertThat(result.steps()).hasSizeGreaterThan(3);
        assertThat(result.steps().getLast().intendedPerSecond()).isLessThan(500);
        assertThat(result.isGood()).isTrue();
        assertThat(ResultPlot.svg(result, "ramp")).contains("Rate kept");
        assertThat(String.join("\n", ResultText.lines(result))).contains("no rate was kept");
    }

    @Test
    void saysWhyTheAgentDoesNotGetReady() throws Exception {
        AgentConfig config = config(flow("memory"));
        LoadTest test = test(config, true, new LoadTest.Faults(0, Duration.ofNanos(-1)));
        assertThatThrownBy(() -> test.run(plan(100, 1, 1)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        failed -> assertThat(failed.problem().code()).isEqualTo("MR-6321"));
    }

    @Test
    void drawsARunOverItsTime() throws Exception {
        Result result = test(config(flow("memory")), true, NONE).run(plan(1000, 1, 0));
        assertThat(ResultPlot.svg(result, "a run"))
                .contains("Throughput", "Time of a put", "1 of n events", "a run");
        assertThat(result.fields()).containsKeys("good", "load", "measured", "seconds", "channels");
    }
}
