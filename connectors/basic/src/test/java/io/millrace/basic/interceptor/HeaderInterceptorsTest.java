// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.interceptor;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.formats.AgentAddress;
import io.millrace.frame.Batch;
import io.millrace.frame.BlockBuilder;
import io.millrace.spi.Interceptor;
import io.millrace.testkit.Events;
import io.millrace.testkit.ManualClock;
import io.millrace.testkit.TestContext;

import org.junit.jupiter.api.Test;

import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The interceptors that change headers alone. */
class HeaderInterceptorsTest {
    private final TestContext context = TestContext.named("i1").with(ManualClock.at(1234));

    @Test
    void stampsTheTime() {
        Interceptor stamp = new TimestampConfig("timestamp", false).create(context);

        assertThat(headers(stamp, mixed("timestamp", "7")))
                .containsExactly(Map.of("timestamp", "1234"), Map.of("timestamp", "1234"));
    }

    @Test
    void stampsOnlyWhereTheTimeIsMissing() {
        Interceptor stamp = new TimestampConfig("timestamp", true).create(context);

        assertThat(headers(stamp, mixed("timestamp", "7")))
                .containsExactly(Map.of("timestamp", "7"), Map.of("timestamp", "1234"));
        assertThat(headers(stamp, Events.batch(Map.of("timestamp", "8"), "a")))
                .containsExactly(Map.of("timestamp", "8"));
        assertThat(headers(stamp, Events.batch("a"))).containsExactly(Map.of("timestamp", "1234"));
    }

    @Test
    void keepsAStaticHeaderOfTheSourceUnlessToldOtherwise() {
        assertThat(headers(new StaticConfig("k", "new", true).create(context), mixed("k", "old")))
                .containsExactly(Map.of("k", "old"), Map.of("k", "new"));
        assertThat(headers(new StaticConfig("k", "new", false).create(context), mixed("k", "old")))
                .containsExactly(Map.of("k", "new"), Map.of("k", "new"));
    }

    @Test
    void addsTheAddressOrTheNameOfTheMachine() {
        assertThat(headers(host(new HostConfig("host", true, false)), Events.batch("a")))
                .containsExactly(Map.of("host", "10.1.2.3"));
        assertThat(headers(host(new HostConfig("h", false, false)), Events.batch("a")))
                .containsExactly(Map.of("h", "mill.example.org"));
        assertThat(headers(host(new HostConfig("h", true, true)), mixed("h", "own")))
                .containsExactly(Map.of("h", "own"), Map.of("h", "10.1.2.3"));
    }

    private Interceptor host(HostConfig config) {
        var host =
                new HostConfig.HostInterceptor(
                        config,
                        context,
                        () -> new AgentAddress("mill", "10.1.2.3", "mill.example.org"));
        host.open();
        return host;
    }

    @Test
    void goesOnWithoutTheHostIfItIsNotKnown() {
        var host =
                new HostConfig.HostInterceptor(
                        new HostConfig("host", true, false),
                        context,
                        () -> {
                            throw new UnknownHostException("mill-7");
                        });
        host.open();

        assertThat(headers(host, Events.batch("a"))).containsExactly(Map.of());
        assertThat(context.codes()).containsExactly("MR-4080");
    }

    @Test
    void removesHeadersByNameListAndPattern() {
        var all = Map.of("a", "1", "b", "2", "c", "3", "in-1", "4", "in-2", "5", "in", "6");
        var config =
                new RemoveHeaderConfig(
                        Optional.of("a"),
                        Optional.of("b , c"),
                        Pattern.compile("\\s*,\\s*"),
                        Optional.of(Pattern.compile("in-\\d")));

        assertThat(headers(config.create(context), Events.batch(all, "x")))
                .containsExactly(Map.of("in", "6"));
    }

    @Test
    void removesAHeaderThatOnlySomeEventsHave() {
        var config =
                new RemoveHeaderConfig(
                        Optional.of("k"), Optional.empty(), Pattern.compile(","), Optional.empty());

        assertThat(headers(config.create(context), mixed("k", "v")))
                .containsExactly(Map.of(), Map.of());
    }

    @Test
    void leavesRunsAloneThatHaveNothingToRemove() {
        var config =
                new RemoveHeaderConfig(
                        Optional.of("k"), Optional.empty(), Pattern.compile(","), Optional.empty());
        Batch batch = Events.batch(Map.of("other", "v"), "x");

        assertThat(config.create(context).intercept(batch).runs()).isEqualTo(batch.runs());
    }

    /** Two events, of which only the first has the header. */
    private static Batch mixed(String name, String value) {
        return Batch.of(new BlockBuilder(8).append("a").header(name, value).append("b").build(0));
    }

    private static List<Map<String, String>> headers(Interceptor interceptor, Batch batch) {
        return BodyInterceptorsTest.headers(interceptor.intercept(batch));
    }
}
