// SPDX-License-Identifier: Apache-2.0
package io.millrace.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.frame.Batch;
import io.millrace.frame.BlockBuilder;
import io.millrace.frame.Event;
import io.millrace.frame.Run;
import io.millrace.spi.Problem;
import io.millrace.spi.ProblemException;
import io.millrace.testkit.Events;
import io.millrace.testkit.ManualClock;
import io.millrace.testkit.TestContext;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

class PathResolverTest {
    /** Friday, the 79th day of the year, in Berlin at 09:05:07 (UTC+1). */
    private static final String TIME = "2026-03-20T08:05:07.123Z";

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final AgentAddress ADDRESS =
            new AgentAddress("mill", "10.1.2.3", "mill.example.org");

    private final List<Problem> problems = new ArrayList<>();
    private final ManualClock clock = ManualClock.at(millis(TIME));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "%t | 1773993907123",
                "%s | 1773993907",
                "%a %A | Fri Friday",
                "%b %B | Mar March",
                "%c | Fri Mar 20 09:05:07 2026",
                "%d %e | 20 20",
                "%D | 03/20/26",
                "%H %I %k %l | 09 09 9 9",
                "%j | 079",
                "%m %n | 03 3",
                "%M %S | 05 07",
                "%p | AM",
                "%y %Y | 26 2026",
                "%z | +0100",
                "/%Y/%m/%d/x | /2026/03/20/x",
                "%% 5%%Y | % 5%Y",
                "%q%_%9x | x",
                "100% {a} %{} %{a b} % | 100% {a} %{} %{a b} %",
                "%[localhost] %[LOCALHOST] | mill mill",
                "%[ip] %[IP] %[Fqdn] | 10.1.2.3 10.1.2.3 mill.example.org",
                "a%{k}b%{missing}c | a$1\\b/vbc",
            })
    void fillsInEachEscape(String pattern, String expected) {
        Run run = run(Map.of("timestamp", "" + millis(TIME), "k", "$1\\b/v"), "x");

        assertThat(resolver(pattern, Optional.empty(), false).resolve(run, 0)).isEqualTo(expected);
        assertThat(problems).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "10, MINUTE, 09:00:00 1773993600",
        "1, MINUTE, 09:05:00 1773993900",
        "7, SECOND, 09:05:07 1773993907",
        "4, SECOND, 09:05:04 1773993904",
        "60, SECOND, 09:05:00 1773993900",
        "2, HOUR, 08:00:00 1773990000",
        "24, HOUR, 00:00:00 1773961200",
    })
    void roundsDownWithinTheNextLargerUnit(int value, Rounding.Unit unit, String expected) {
        Run run = run(Map.of("timestamp", "" + millis(TIME)), "x");
        var resolver = resolver("%H:%M:%S %s", Optional.of(new Rounding(value, unit)), false);

        assertThat(resolver.resolve(run, 0)).isEqualTo(expected);
    }

    @Test
    void doesNotRoundTheMilliseconds() {
        Run run = run(Map.of("timestamp", "" + millis(TIME)), "x");
        var hours = Optional.of(new Rounding(1, Rounding.Unit.HOUR));

        assertThat(resolver("%t", hours, false).resolve(run, 0)).isEqualTo("1773993907123");
    }

    @Test
    void refusesARoundingThatDoesNotFitItsUnit() {
        assertThatThrownBy(() -> new Rounding(61, Rounding.Unit.MINUTE))
                .hasMessage("rounding to 61 minutes is not possible; the number is from 1 to 60");
        assertThatThrownBy(() -> new Rounding(0, Rounding.Unit.HOUR))
                .hasMessageContaining("from 1 to 24");
    }

    @Test
    void takesTheAgentsClockForLocalTime() {
        Run run = run(Map.of("timestamp", "0"), "x");
        var resolver = resolver("%H:%M:%S", Optional.empty(), true);

        assertThat(resolver.resolve(run, 0)).isEqualTo("09:05:07");
        clock.advance(Duration.ofSeconds(2));
        assertThat(resolver.split(run).getFirst().path()).isEqualTo("09:05:09");
    }

    @Test
    void fallsBackToTheArrivalAndSaysSoOnce() {
        var resolver = resolver("%Y-%m-%d", Optional.empty(), false);

        assertThat(resolver.resolve(run(Map.of(), "x"), 0)).isEqualTo("2026-01-02");
        assertThat(resolver.resolve(run(Map.of("timestamp", "soon"), "x"), 0))
                .isEqualTo("2026-01-02");
        assertThat(problems).extracting(Problem::code).containsExactly("MR-4900");
        assertThat(problems.getFirst().what()).contains("no header \"timestamp\"");
    }

    @Test
    void saysWhatATimestampIsThatIsNoNumber() {
        resolver("%Y", Optional.empty(), false).resolve(run(Map.of("timestamp", "soon"), "x"), 0);

        assertThat(problems.getFirst().what()).contains("\"soon\"");
    }

    @Test
    void leavesARunWholeThatHasOnePath() {
        Run run = run(Map.of("host", "a"), "x", "y");

        assertThat(resolver("/%{host}", Optional.empty(), false).split(run))
                .containsExactly(new PathResolver.Part("/a", run));
    }

    @Test
    void sortsEventsByPathInTheOrderOfTheirFirst() {
        BlockBuilder builder = new BlockBuilder(64);
        for (int i = 0; i < 9; i++) {
            builder.append("e" + i).header("k", List.of("b", "a", "c").get(i % 3));
        }
        Run run = Run.of(builder.build(0)).slice(1, 9);

        List<PathResolver.Part> parts = resolver("/%{k}", Optional.empty(), false).split(run);

        assertThat(parts).extracting(PathResolver.Part::path).containsExactly("/a", "/c", "/b");
        assertThat(parts)
                .extracting(part -> Events.texts(Batch.of(List.of(part.run()))))
                .containsExactly(
                        List.of("e1", "e4", "e7"), List.of("e2", "e5", "e8"), List.of("e3", "e6"));
    }

    @Test
    void keepsNeighboursTogetherAsASlice() {
        BlockBuilder builder = new BlockBuilder(64);
        for (int i = 0; i < 6; i++) {
            builder.append("e" + i).header("timestamp", millis(TIME) + i * 30_000L);
        }
        List<PathResolver.Part> parts =
                resolver("%H%M", Optional.empty(), false).split(Run.of(builder.build(0)));

        assertThat(parts)
                .extracting(PathResolver.Part::path)
                .containsExactly("0905", "0906", "0907");
        assertThat(parts).allMatch(part -> part.run().isContiguous());
    }

    @Test
    void splitsAsResolvingEachEventWould() {
        Random random = new Random(3);
        for (int round = 0; round < 100; round++) {
            BlockBuilder builder = new BlockBuilder(1024);
            int events = 1 + random.nextInt(200);
            for (int i = 0; i < events; i++) {
                builder.append("e" + i);
                if (random.nextInt(10) > 0) {
                    builder.header("timestamp", millis(TIME) + random.nextInt(100_000));
                }
                if (random.nextBoolean()) {
                    builder.header("k", "" + random.nextInt(3));
                }
            }
            Run run = Run.of(builder.build(7)).select(event -> random.nextInt(4) > 0);
            var rounding = Optional.of(new Rounding(15, Rounding.Unit.SECOND));
            var expected = new TreeMap<String, List<String>>();
            var fresh = resolver("%{k}/%M:%S", rounding, false);
            for (int i = 0; i < run.size(); i++) {
                expected.computeIfAbsent(fresh.resolve(run, i), p -> new ArrayList<>())
                        .add(new Event(run, i).text());
            }
            var split = new TreeMap<String, List<String>>();
            for (var part : resolver("%{k}/%M:%S", rounding, false).split(run)) {
                split.put(part.path(), Events.texts(Batch.of(List.of(part.run()))));
            }
            assertThat(split).as("round %d", round).isEqualTo(expected);
        }
    }

    @Test
    void hasNoPathForARunWithoutEvents() {
        Run none = run(Map.of(), "x").slice(0, 0);
        assertThat(resolver("%{k}", Optional.empty(), false).split(none)).isEmpty();
    }

    @Test
    void showsTheZoneOfADayWithASummerTimeChange() {
        // 2026-03-29 02:00 becomes 03:00 in Berlin.
        var resolver = resolver("%H%M%z", Optional.empty(), false);
        assertThat(resolver.resolve(at("2026-03-29T00:59:59Z"), 0)).isEqualTo("0159+0100");
        assertThat(resolver.resolve(at("2026-03-29T01:00:00Z"), 0)).isEqualTo("0300+0200");
    }

    @Test
    void asksForTheMachineOnlyIfTheTemplateDoes() throws Exception {
        var resolver = open("/%{k}");

        assertThat(resolver.resolve(run(Map.of("k", "v"), "x"), 0)).isEqualTo("/v");
    }

    @Test
    void saysThatTheMachineHasNoAddress() {
        assertThatThrownBy(() -> open("/%[localhost]"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        failed -> {
                            assertThat(failed.problem().code()).isEqualTo("MR-4901");
                            assertThat(failed.problem().what())
                                    .isEqualTo(
                                            "the name of this machine has no address (mill-7), but"
                                                    + " \"/%[localhost]\" asks for it");
                        });
    }

    @Test
    void findsTheNamesOfThisMachine() throws Exception {
        AgentAddress address = AgentAddress.ofThisMachine();

        assertThat(address.hostName()).isNotEmpty();
        assertThat(address.ip()).isNotEmpty();
    }

    private static PathResolver open(String pattern) throws ProblemException {
        return PathResolver.open(
                PathTemplate.parse(pattern),
                new PathResolver.Settings(BERLIN, Optional.empty(), false),
                TestContext.named("k1"),
                () -> {
                    throw new UnknownHostException("mill-7");
                });
    }

    private PathResolver resolver(String pattern, Optional<Rounding> rounding, boolean local) {
        return new PathResolver(
                PathTemplate.parse(pattern),
                new PathResolver.Settings(BERLIN, rounding, local),
                ADDRESS,
                clock,
                problems::add);
    }

    private static Run at(String time) {
        return run(Map.of("timestamp", "" + millis(time)), "x");
    }

    private static Run run(Map<String, String> headers, String... bodies) {
        return Events.batch(headers, bodies).runs().getFirst();
    }

    private static long millis(String time) {
        return Instant.parse(time).toEpochMilli();
    }
}
