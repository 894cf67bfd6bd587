// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.deadletter;

import io.millrace.host.Disk;
import io.millrace.host.DiskFile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What an operator asks an agent to do with dead letters: a file in {@code requests} below the
 * agent's state directory, which the agent carries out within about a second, or at its next start,
 * and removes then. Four lines: {@code millrace-deadletter 1}, the action, the channel, and the
 * numbers, as in {@code 0-16,18}.
 *
 * @param action what to do
 * @param channel with which dead letters
 * @param numbers first number to last number, both included
 */
public record DeadLetterRequest(Action action, String channel, NavigableMap<Long, Long> numbers) {
    private static final String FIRST_LINE = "millrace-deadletter 1";
    private static final String SUFFIX = ".request";

    /** What to do with dead letters. */
    public enum Action {
        /** To put them into their channel again. */
        REPLAY,
        /** To let them go. */
        DISCARD
    }

    /** For dead letters by their numbers, which rise. */
    public static DeadLetterRequest of(Action action, String channel, List<Long> rising) {
        TreeMap<Long, Long> numbers = new TreeMap<>();
        for (long number : rising) {
            var last = numbers.lastEntry();
            if (last != null && last.getValue() == number - 1) {
                numbers.put(last.getKey(), number);
            } else {
                numbers.put(number, number);
            }
        }
        return new DeadLetterRequest(action, channel, numbers);
    }

    /** Whether it is about the dead letter of this number. */
    boolean names(long number) {
        var range = numbers.floorEntry(number);
        return range != null && number <= range.getValue();
    }

    private static Path directory(Path state) {
        return state.resolve("requests");
    }

    /**
     * Leaves the request for the agent, durably.
     *
     * @param name a name that no other request has
     */
    public void leave(Disk disk, Path state, String name) throws IOException {
        StringBuilder text = new StringBuilder(FIRST_LINE);
        text.append('\n').append(action.name().toLowerCase(Locale.ROOT));
        text.append('\n').append(channel).append('\n');
        numbers.forEach((first, last) ->
                text.append(text.charAt(text.length() - 1) == '\n' ? "" : ",")
                        .append(first)
                        .append('-')
                        .append(last));
        byte[] bytes = text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
        Path directory = directory(state);
        disk.createDirectories(directory);
        Path fresh = directory.resolve(name + ".new");
        try (DiskFile file = disk.open(fresh, Disk.Mode.CREATE_NEW)) {
            file.write(bytes, 0, bytes.length);
            file.sync();
        }
        disk.move(fresh, directory.resolve(name + SUFFIX));
        disk.syncDirectory(directory);
    }

    /** The requests that wait for an agent. */
    static List<Path> waiting(Disk disk, Path state) throws IOException {
        List<Path> waiting = new ArrayList<>();
        try {
            for (Path path : disk.list(directory(state))) {
                if (String.valueOf(path.getFileName()).endsWith(SUFFIX)) {
                    waiting.add(path);
                }
            }
        } catch (NoSuchFileException none) {
            return List.of();
        }
        return waiting;
    }

    /**
     * Reads a request.
     *
     * @throws IOException if it cannot be read, or is none
     */
    static DeadLetterRequest read(Disk disk, Path path) throws IOException {
        List<String> lines;
        try (DiskFile file = disk.open(path, Disk.Mode.READ)) {
            byte[] bytes = new byte[Math.toIntExact(file.size())];
            int at = 0;
            int some = 0;
            while (at < bytes.length && some >= 0) {
                some = file.read(bytes, at, bytes.length - at, at);
                at += some;
            }
            lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
        }
        if (lines.size() != 4 || !lines.getFirst().equals(FIRST_LINE)) {
            throw new IOException(path + " is no request of this version");
        }
        try {
            TreeMap<Long, Long> numbers = new TreeMap<>();
            for (String range : lines.get(3).split(",", -1)) {
                int dash = range.indexOf('-');
                numbers.put(
                        Long.parseLong(range.substring(0, dash)),
                        Long.parseLong(range.substring(dash + 1)));
            }
            return new DeadLetterRequest(
                    Action.valueOf(lines.get(1).toUpperCase(Locale.ROOT)), lines.get(2), numbers);
        } catch (IllegalArgumentException | IndexOutOfBoundsException unreadable) {
            throw new IOException(path + " is no request of this version", unreadable);
        }
    }
}
