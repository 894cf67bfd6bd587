// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.bench;

import io.millrace.loadtest.Payload;
import io.millrace.loadtest.Plan;
import io.millrace.loadtest.Ramp;
import io.millrace.loadtest.Scenario;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The options that say which load to make. */
final class LoadOptions {
    private static final Pattern RATE =
            Pattern.compile("([0-9]+(?:\\.[0-9]+)?)([kKmM]?)(?:/s)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern TIME = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ms|s|m|h)?");
    private static final int FIXED_BYTES = 500;
    private static final double FIRST_OF_RAMP = 1000;
    private static final double KEPT_SHARE = 0.98;

    @Option(
            names = "--load",
            paramLabel = "<rate>",
            description =
                    "Events a second, as 50000/s or 50k/s; \"max\" (default) is as fast as it"
                            + " goes.")
    private @Nullable String load;

    @Option(
            names = "--producers",
            paramLabel = "<n>",
            description = "Threads that put, each waiting for its put; default 1.")
    private int producers;

    @Option(
            names = "--batch",
            paramLabel = "<n>",
            description =
                    "Events of a put. Default: 1000, with a rate what falls due in a millisecond.")
    private int batch;

    @Option(
            names = "--payload",
            paramLabel = "<shape>",
            description =
                    "fixed (default), log (lines like a web server's), or file:<path> (the lines of"
                            + " a file).")
    private @Nullable String payload;

    @Option(
            names = "--size",
            paramLabel = "<bytes>",
            description = "Size of a fixed body; default 500, at least 17.")
    private int size;

    @Option(
            names = "--warm-up",
            paramLabel = "<time>",
            defaultValue = "5s",
            description = "Load before the measured time; default 5s.")
    private String warmUp = "5s";

    @Option(
            names = "--duration",
            paramLabel = "<time>",
            defaultValue = "20s",
            description = "Measured time, with --ramp of each step; default 20s, with --ramp 5s.")
    private String duration = "20s";

    @Option(
            names = "--drain",
            paramLabel = "<time>",
            defaultValue = "10s",
            description =
                    "At the end, how long to wait without one more event delivered; default 10s.")
    private String drain = "10s";

    @Option(
            names = "--ramp",
            description =
                    "Raise the rate, from --load (1000/s) on, until it is not kept, and find the"
                            + " knee.")
    private boolean ramp;

    @Option(
            names = "--p99",
            paramLabel = "<time>",
            defaultValue = "100ms",
            description = "With --ramp: a rate is kept if the puts stay below; default 100ms.")
    private String p99 = "100ms";

    /** Something that makes no sense; the message says what, the remedy what to write. */
    static final class Misunderstood extends Exception {
        private static final long serialVersionUID = 1L;
        private final String remedy;

        Misunderstood(String message, String remedy) {
            super(message);
            this.remedy = remedy;
        }

        String remedy() {
            return remedy;
        }
    }

    boolean isRamp() {
        return ramp;
    }

    Ramp.Limits rampLimits() throws Misunderstood {
        return new Ramp.Limits(KEPT_SHARE, time("--p99", p99).toNanos() / 1e6);
    }

    /**
     * The plan.
     *
     * @param scenario whose defaults count, if one was named
     */
    Plan plan(Optional<Scenario> scenario) throws Misunderstood {
        double rate = rate(scenario);
        Duration measured = time("--duration", duration);
        if (ramp && duration.equals("20s")) {
            measured = Duration.ofSeconds(5);
        }
        if (!measured.isPositive()) {
            throw new Misunderstood("--duration " + duration + " is no time", "write 20s");
        }
        boolean isOwnLoad = load != null || ramp;
        return new Plan(
                rate,
                producers > 0 ? producers : scenario.map(Scenario::producers).orElse(1),
                batch > 0 ? batch : isOwnLoad ? 0 : scenario.map(Scenario::batch).orElse(0),
                payload(scenario),
                time("--warm-up", warmUp),
                measured,
                time("--drain", drain));
    }

    private double rate(Optional<Scenario> scenario) throws Misunderstood {
        if (load == null) {
            return ramp ? FIRST_OF_RAMP : scenario.map(Scenario::eventsPerSecond).orElse(0.0);
        }
        if (load.equalsIgnoreCase("max")) {
            if (ramp) {
                throw new Misunderstood(
                        "--ramp begins at a rate, not at \"max\"", "write --load 1000/s --ramp");
            }
            return 0;
        }
        Matcher matcher = RATE.matcher(load);
        double rate = matcher.matches() ? Double.parseDouble(matcher.group(1)) : 0;
        if (rate <= 0) {
            throw new Misunderstood(
                    "--load " + load + " is no rate", "write --load 50000/s or --load max");
        }
        return switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
            case "k" -> rate * 1e3;
            case "m" -> rate * 1e6;
            default -> rate;
        };
    }

    private Payload payload(Optional<Scenario> scenario) throws Misunderstood {
        String shape = payload;
        if (shape == null) {
            shape =
                    size == 0 && scenario.map(Scenario::hasLogLines).orElse(false)
                            ? "log"
                            : "fixed";
        }
        if (size != 0 && !shape.equals("fixed")) {
            throw new Misunderstood(
                    "--size is for fixed bodies, not for --payload " + shape,
                    "leave one of them out");
        }
        try {
            if (shape.equals("fixed")) {
                return Payload.fixed(size == 0 ? FIXED_BYTES : size);
            }
            if (shape.equals("log")) {
                return Payload.logLines();
            }
            if (shape.startsWith("file:")) {
                Path file = Path.of(shape.substring("file:".length()));
                return Payload.lines(file.toString(), Files.readAllBytes(file));
            }
        } catch (IllegalArgumentException | IOException e) {
            throw new Misunderstood(
                    "the payload cannot be made: "
                            + (e instanceof IOException ? "cannot read " : "")
                            + e.getMessage(),
                    "write --size 500, --payload log or --payload file:access.log");
        }
        throw new Misunderstood(
                "--payload " + shape + " is no shape of bodies",
                "write fixed, log or file:access.log");
    }

    private static Duration time(String option, String text) throws Misunderstood {
        Matcher matcher = TIME.matcher(text);
        if (!matcher.matches()) {
            throw new Misunderstood(option + " " + text + " is no time", "write 500ms, 20s or 5m");
        }
        double number = Double.parseDouble(matcher.group(1));
        double nanos =
                switch (matcher.group(2) == null ? "s" : matcher.group(2)) {
                    case "ms" -> number * 1e6;
                    case "m" -> number * 60e9;
                    case "h" -> number * 3600e9;
                    default -> number * 1e9;
                };
        return Duration.ofNanos((long) nanos);
    }
}
