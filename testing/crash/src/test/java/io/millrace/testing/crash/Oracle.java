// SPDX-License-Identifier: Apache-2.0
package io.millrace.testing.crash;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What must be true of a channel, by what its processes said. Knows nothing of the channel's files.
 *
 * <p>An event that was delivered may come once more only if the channel could not know: the
 * acknowledgement came behind the start of the last batch that the channel acknowledged.
 */
final class Oracle {
    /** A batch that was to be stored. */
    private record Stored(int run, int producer, long from, long to) {}

    private final List<Stored> acknowledged = new ArrayList<>();
    private final List<Stored> unknown = new ArrayList<>();
    private final Set<Payload> attempted = new HashSet<>();
    private final Set<Payload> delivered = new HashSet<>();

    /** Delivered, and known as such by the channel: they never come again. */
    private final Set<Payload> settled = new HashSet<>();

    private final List<String> told = new ArrayList<>();
    private long doubles;
    private long slowestMillis;
    private int opened;

    /** Takes over what one process said until it was killed, or ended. */
    void hear(int run, String said) {
        Map<Integer, Stored> open = new HashMap<>();
        Map<Integer, Set<Payload>> settledBefore = new HashMap<>();
        Set<Payload> gone = new HashSet<>();
        Set<Payload> now = new HashSet<>();
        Map<Long, Long> last = new HashMap<>();
        List<Payload> taken = List.of();
        int end = said.lastIndexOf('\n');
        for (String line : said.substring(0, end + 1).split("\n")) {
            String[] words = line.split(" ", -1);
            switch (words[0]) {
                case "S" -> {
                    opened++;
                    slowestMillis = Math.max(slowestMillis, Long.parseLong(words[1]));
                }
                case "E" -> {
                    int producer = Integer.parseInt(words[1]);
                    Stored batch =
                            new Stored(
                                    run,
                                    producer,
                                    Long.parseLong(words[2]),
                                    Long.parseLong(words[3]));
                    open.put(producer, batch);
                    attempted.addAll(events(batch));
                    settledBefore.put(producer, new HashSet<>(gone));
                }
                case "A" -> {
                    int producer = Integer.parseInt(words[1]);
                    acknowledged.add(open.remove(producer));
                    settled.addAll(settledBefore.remove(producer));
                    gone.removeAll(settled);
                }
                case "R" -> unknown.add(open.remove(Integer.parseInt(words[1])));
                case "D" -> taken = delivered(words, now, last);
                case "K" -> gone.addAll(taken);
                case "P" -> told.add(words[1]);
                case "Z" -> expect(words[1].equals("0"), line);
                case "" -> {}
                default -> throw new AssertionError("run " + run + " said: " + line);
            }
        }
        unknown.addAll(open.values());
    }

    private static List<Payload> events(Stored batch) {
        List<Payload> events = new ArrayList<>();
        for (long number = batch.from(); number < batch.to(); number++) {
            events.add(new Payload(batch.run(), batch.producer(), number));
        }
        return events;
    }

    private List<Payload> delivered(String[] words, Set<Payload> now, Map<Long, Long> last) {
        List<Payload> taken = new ArrayList<>();
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            Payload event = Payload.parse(words[i].substring(0, equals));
            expect(attempted.contains(event), "nobody stored " + event);
            expect(
                    Long.parseLong(words[i].substring(equals + 1)) == event.hash(),
                    "another body than that of " + event);
            expect(now.add(event), "twice from one process: " + event);
            expect(!settled.contains(event), "again after it was acknowledged: " + event);
            Long before = last.put((long) event.run() << 32 | event.producer(), event.number());
            expect(before == null || before < event.number(), "out of order: " + event);
            if (!delivered.add(event)) {
                doubles++;
            }
            taken.add(event);
        }
        return taken;
    }

    /** Checks what must be true when the channel is drained. */
    void expectAll() {
        for (Stored batch : acknowledged) {
            for (Payload event : events(batch)) {
                expect(delivered.contains(event), "acknowledged and lost: " + event);
            }
        }
        for (Stored batch : unknown) {
            long there = events(batch).stream().filter(delivered::contains).count();
            expect(
                    there == 0 || there == batch.to() - batch.from(),
                    there + " events of one batch: " + batch);
        }
    }

    private static void expect(boolean is, String otherwise) {
        if (!is) {
            throw new AssertionError(otherwise);
        }
    }

    /** The codes of what the channel reported, in order. */
    List<String> told() {
        return told;
    }

    int opened() {
        return opened;
    }

    long acknowledgedEvents() {
        return acknowledged.stream().mapToLong(batch -> batch.to() - batch.from()).sum();
    }

    int unknownBatches() {
        return unknown.size();
    }

    long doubles() {
        return doubles;
    }

    long slowestMillis() {
        return slowestMillis;
    }
}
