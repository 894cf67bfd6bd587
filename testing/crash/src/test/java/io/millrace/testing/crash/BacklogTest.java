// SPDX-License-Identifier: Apache-2.0
package io.millrace.testing.crash;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * How long a channel takes to open that holds much, in a small heap. In each build it holds little;
 * {@code -Dcrash.backlog.events=5000000 -Dcrash.backlog.gb=50} is what the record speaks of.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class BacklogTest {
    private static final long EVENTS = Long.getLong("crash.backlog.events", 200_000);
    private static final long GIB = Long.getLong("crash.backlog.gb", 1);

    @TempDir Path home;

    @Test
    void opensSoonWithManyEvents() throws Exception {
        try (Forked fill =
                Forked.java(
                        home.resolve("fill"),
                        "256m",
                        Backlog.class,
                        "fill",
                        home.toString(),
                        "" + EVENTS)) {
            while (!fill.endsWithin(1000)) {}
            assertThat(fill.code()).as(fill.output()).isZero();
        }
        String said = drain(EVENTS);
        System.out.println("queued by an agent that was cut off: " + said);
        assertThat(said).contains("with " + EVENTS + " events", "delivered " + EVENTS);
        assertThat(opened(said)).isLessThan(2000);
    }

    @Test
    void opensSoonWithManyBytes() throws Exception {
        long events = SparseSegments.write(home.resolve("data"), GIB << 30);
        String said = drain(events);
        System.out.println(GIB + " GiB: " + said);
        assertThat(said)
                .contains("with " + events + " events", "delivered " + events, "reported []");
        assertThat(opened(said)).isLessThan(30_000);
    }

    private String drain(long events) throws Exception {
        long from = System.nanoTime();
        try (Forked drain =
                Forked.java(
                        home.resolve("drain"),
                        "256m",
                        Backlog.class,
                        "drain",
                        home.toString(),
                        "" + events)) {
            drain.await("opened in (\\d+) ms");
            long start = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from);
            while (!drain.endsWithin(1000)) {}
            assertThat(drain.code()).as(drain.output()).isZero();
            return "process to open channel "
                    + start
                    + " ms; "
                    + drain.output().strip().replace("\n", "; ");
        }
    }

    private static long opened(String said) {
        return Long.parseLong(said.replaceAll("(?s).*opened in (\\d+) ms.*", "$1"));
    }
}
