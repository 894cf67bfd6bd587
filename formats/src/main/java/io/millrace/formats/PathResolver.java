// SPDX-License-Identifier: Apache-2.0
package io.millrace.formats;

import io.millrace.frame.Run;
import io.millrace.host.Clock;
import io.millrace.spi.Context;
import io.millrace.spi.Problem;
import io.millrace.spi.ProblemException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Fills a {@link PathTemplate} in for events. For one thread; keep it as long as the sink, since it
 * remembers what it made last.
 *
 * <p>The time of an event is its header {@code timestamp}, milliseconds since 1970-01-01 UTC. Where
 * that is missing or not a number it is the time at which the agent took the event in; the first
 * such event is reported (MR-4900), since Apache Flume would retry it for ever.
 */
public final class PathResolver {
    private static final String TIMESTAMP = "timestamp";
    private static final long ABSENT = Long.MIN_VALUE;

    /**
     * How time is shown.
     *
     * @param zone the time zone of all escapes
     * @param rounding rounds down what is shown, {@code %t} excepted
     * @param localTime whether the clock of the agent counts and not the header of the event
     */
    public record Settings(ZoneId zone, Optional<Rounding> rounding, boolean localTime) {}

    /** The events of a run that have the same path, in their order. */
    public record Part(String path, Run run) {}

    private final List<PathTemplate.Part> parts;
    private final @Nullable TimeTexts times;
    private final String[] names;
    private final String[] addresses;
    private final Settings settings;
    private final Clock clock;
    private final Consumer<Problem> report;
    private boolean reported;

    /** What the last path was made of: the path is the same while these are. */
    private String @Nullable [] lastTimes;

    private final @Nullable String[] lastValues;
    private @Nullable String lastPath;

    /**
     * @param address the names of the machine; asked only if the template uses them
     * @param report takes the report of an event without a time, once
     */
    public PathResolver(
            PathTemplate template,
            Settings settings,
            AgentAddress address,
            Clock clock,
            Consumer<Problem> report) {
        this.parts = template.parts();
        this.settings = settings;
        this.clock = clock;
        this.report = report;
        List<PathTemplate.Time> escapes = new ArrayList<>();
        List<String> headers = new ArrayList<>();
        List<String> machine = new ArrayList<>();
        for (PathTemplate.Part part : parts) {
            switch (part) {
                case PathTemplate.Time time -> escapes.add(time);
                case PathTemplate.Header header -> headers.add(header.name());
                case PathTemplate.Address which -> machine.add(text(which, address));
                case PathTemplate.Literal ignored -> {}
            }
        }
        this.times = escapes.isEmpty() ? null : new TimeTexts(escapes, settings);
        this.names = headers.toArray(String[]::new);
        this.addresses = machine.toArray(String[]::new);
        this.lastValues = new String[names.length];
    }

    /**
     * A resolver with the clock and the reports of a component; asks for the names of the machine
     * if the template uses them, so call it from {@code open}.
     *
     * @throws ProblemException if the template uses them and they cannot be found out
     */
    public static PathResolver open(PathTemplate template, Settings settings, Context context)
            throws ProblemException {
        return open(template, settings, context, AgentAddress::ofThisMachine);
    }

    /** Finds out the names of the machine. */
    interface AddressLookup {
        AgentAddress find() throws IOException;
    }

    static PathResolver open(
            PathTemplate template, Settings settings, Context context, AddressLookup lookup)
            throws ProblemException {
        AgentAddress address = new AgentAddress("", "", "");
        if (template.usesAddress()) {
            try {
                address = lookup.find();
            } catch (IOException unresolved) {
                throw new ProblemException(
                        "MR-4901",
                        "the name of this machine has no address ("
                                + unresolved.getMessage()
                                + "), but \""
                                + template
                                + "\" asks for it",
                        "Nothing is delivered yet; the events stay in the channel.",
                        "Make the machine's own name resolvable, in /etc/hosts for instance, or"
                                + " write the name into the path.",
                        unresolved);
            }
        }
        return new PathResolver(
                template, settings, address, context.host().clock(), context::report);
    }

    private static String text(PathTemplate.Address which, AgentAddress address) {
        return switch (which.which()) {
            case "ip" -> address.ip();
            case "fqdn" -> address.canonicalName();
            default -> address.hostName();
        };
    }

    /** The path of one event. */
    public String resolve(Run run, int event) {
        return path(run, event, settings.localTime() ? clock.millis() : ABSENT);
    }

    /**
     * Sorts the events of a run by path, without copying a body. Paths come in the order of their
     * first event; with local time all events have the time of this call. A run whose headers are
     * the same for all events costs one look-up.
     */
    public List<Part> split(Run run) {
        final int size = run.size();
        if (size == 0) {
            return List.of();
        }
        final long now = settings.localTime() ? clock.millis() : ABSENT;
        String path = path(run, 0, now);
        if (areAllAlike(run)) {
            return List.of(new Part(path, run));
        }
        int event = 1;
        while (event < size && path(run, event, now).equals(path)) {
            event++;
        }
        return event == size ? List.of(new Part(path, run)) : group(run, path, event, now);
    }

    /** Events before {@code event} have the path {@code first}; the others are looked at. */
    private List<Part> group(Run run, String first, int event, long now) {
        Map<String, Group> groups = new LinkedHashMap<>();
        Group group = new Group();
        groups.put(first, group);
        for (int i = 0; i < event; i++) {
            group.add(i);
        }
        String current = first;
        for (int i = event; i < run.size(); i++) {
            String path = path(run, i, now);
            if (!path.equals(current)) {
                group = groups.computeIfAbsent(path, p -> new Group());
                current = path;
            }
            group.add(i);
        }
        List<Part> split = new ArrayList<>(groups.size());
        groups.forEach((path, events) -> split.add(new Part(path, events.of(run))));
        return split;
    }

    /** Whether the headers that matter say the same of every event. */
    private boolean areAllAlike(Run run) {
        if (run.headers().areConstant()) {
            return true;
        }
        if (times != null && !settings.localTime() && varies(run, TIMESTAMP)) {
            return false;
        }
        for (String name : names) {
            if (varies(run, name)) {
                return false;
            }
        }
        return true;
    }

    private static boolean varies(Run run, String name) {
        return run.headers().constant(name) == null && run.headers().mayHave(name);
    }

    @SuppressWarnings("ReferenceEquality") // TimeTexts gives the same array for the same time.
    private String path(Run run, int event, long now) {
        boolean same = lastPath != null;
        TimeTexts times = this.times;
        if (times != null) {
            String[] texts = times.of(now == ABSENT ? time(run, event) : now);
            if (texts != lastTimes) {
                lastTimes = texts;
                same = false;
            }
        }
        for (int i = 0; i < names.length; i++) {
            String value = run.header(event, names[i]);
            if (!Objects.equals(value, lastValues[i])) {
                lastValues[i] = value;
                same = false;
            }
        }
        String path = lastPath;
        if (path == null || !same) {
            path = make();
            lastPath = path;
        }
        return path;
    }

    private long time(Run run, int event) {
        long millis = run.headers().number(run.blockIndex(event), TIMESTAMP, ABSENT);
        return millis != ABSENT ? millis : acceptedTime(run, event);
    }

    private long acceptedTime(Run run, int event) {
        if (!reported) {
            reported = true;
            String value = run.header(event, TIMESTAMP);
            report.accept(
                    new Problem(
                            "MR-4900",
                            Problem.Severity.WARNING,
                            "",
                            "",
                            value == null
                                    ? "an event has no header \"timestamp\", but the path asks for"
                                            + " the time"
                                    : "the header \"timestamp\" of an event is \""
                                            + value
                                            + "\" and not a number of milliseconds",
                            "Such events go where the time of their arrival at this agent says.",
                            "Give the source an interceptor of type timestamp, or set"
                                    + " useLocalTimeStamp = true."));
        }
        return run.block().acceptedMillis();
    }

    private String make() {
        StringBuilder text = new StringBuilder();
        int time = 0;
        int header = 0;
        int address = 0;
        for (PathTemplate.Part part : parts) {
            switch (part) {
                case PathTemplate.Literal literal -> text.append(literal.text());
                case PathTemplate.Time ignored ->
                        text.append(Objects.requireNonNull(lastTimes)[time++]);
                case PathTemplate.Header ignored -> {
                    String value = lastValues[header++];
                    text.append(value == null ? "" : value);
                }
                case PathTemplate.Address ignored -> text.append(addresses[address++]);
            }
        }
        return text.toString();
    }

    /** Indexes of events, rising. */
    private static final class Group {
        private int[] events = new int[16];
        private int count;

        void add(int event) {
            if (count == events.length) {
                events = Arrays.copyOf(events, count * 2);
            }
            events[count++] = event;
        }

        /** A slice where the events are neighbours: serializers write those at once. */
        Run of(Run run) {
            int first = events[0];
            return events[count - 1] - first == count - 1
                    ? run.slice(first, first + count)
                    : run.pick(events, count);
        }
    }
}
