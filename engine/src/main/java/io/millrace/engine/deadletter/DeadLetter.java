// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.deadletter;

import io.millrace.frame.Batch;
import io.millrace.frame.Event;
import io.millrace.frame.Headers;
import io.millrace.frame.Run;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A dead letter as it is stored.
 *
 * @param sequence its number in the dead letters of its channel: rises, and is never used twice
 * @param event the event, with what is said of it in headers that begin with {@link #PREFIX}
 */
public record DeadLetter(long sequence, Event event) {
    /** How the headers begin that the engine adds. */
    public static final String PREFIX = "millrace.deadletter.";

    /** Why, in the words of the sink. */
    public static final String REASON = PREFIX + "reason";

    /** A {@link Fault}, in lower case. */
    public static final String FAULT = PREFIX + "fault";

    /** The channel that it was taken from. */
    public static final String CHANNEL = PREFIX + "channel";

    /** The sink that could not deliver it. */
    public static final String SINK = PREFIX + "sink";

    /** The source that it came from; several, separated by commas, where that is not known. */
    public static final String SOURCE = PREFIX + "source";

    /** When it became a dead letter, milliseconds since 1970-01-01 UTC. */
    public static final String TIME = PREFIX + "time";

    /** How often the sink was handed it since it was last taken from the channel. */
    public static final String ATTEMPTS = PREFIX + "attempts";

    /** How often it was replayed before; the only one that a replayed event keeps. */
    public static final String REPLAYS = PREFIX + "replays";

    /** The stream of a source that can replay. */
    public static final String STREAM = PREFIX + "stream";

    /** The epoch of that stream. */
    public static final String EPOCH = PREFIX + "epoch";

    /** Its number in that stream. */
    public static final String ORDINAL = PREFIX + "ordinal";

    public String reason() {
        return text(REASON);
    }

    public Fault fault() {
        try {
            return Fault.valueOf(text(FAULT).toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException later) {
            return Fault.REJECTED;
        }
    }

    public String sink() {
        return text(SINK);
    }

    public String source() {
        return text(SOURCE);
    }

    /** Milliseconds since 1970-01-01 UTC. */
    public long timeMillis() {
        return number(TIME);
    }

    public long attempts() {
        return number(ATTEMPTS);
    }

    public long replays() {
        return number(REPLAYS);
    }

    /** When a source took it in, milliseconds since 1970-01-01 UTC. */
    public long acceptedMillis() {
        return event.run().block().acceptedMillis();
    }

    /** The headers that the event had. */
    public Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>(event.headers());
        headers.keySet().removeIf(name -> name.startsWith(PREFIX));
        return headers;
    }

    /** The event for its channel again, with one more replay. */
    Batch replayed() {
        Run run = event.run().slice(event.index(), event.index() + 1);
        Headers headers = run.headers();
        for (String name : run.headers().names()) {
            if (name.startsWith(PREFIX)) {
                headers = headers.without(name);
            }
        }
        headers = headers.with(REPLAYS, Long.toString(replays() + 1));
        return Batch.of(java.util.List.of(run.with(headers)));
    }

    private String text(String name) {
        String value = event.header(name);
        return value == null ? "" : value;
    }

    private long number(String name) {
        return event.run().headers().number(event.run().blockIndex(event.index()), name, 0);
    }
}
