// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.taildir;

import io.millrace.basic.source.follow.Cursor;
import io.millrace.basic.source.follow.FilePosition;
import io.millrace.basic.source.follow.OpenFile;
import io.millrace.frame.StreamPosition;
import io.millrace.host.Clock;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The streams of the source: each file has one, and those of files that are gone wait here for the
 * file to appear again.
 *
 * <p>Streams are numbered, and a number is used again, under a higher epoch, when the file of its
 * stream is gone for long: so there are not many more streams than there are files.
 */
final class StreamBook {
    private static final String PREFIX = "taildir:";
    private static final long KEPT_MILLIS = Duration.ofDays(7).toMillis();
    private static final int KEPT = 1000;

    private final Clock clock;

    /** Numbers below this one were used. */
    private int next;

    private final TreeSet<Integer> free = new TreeSet<>();
    private final Map<Integer, Long> epochs = new TreeMap<>();
    private final LinkedHashMap<Integer, Waiting> waiting = new LinkedHashMap<>();
    private final Map<String, List<Waiting>> byIdentity = new LinkedHashMap<>();
    private final Map<String, List<Waiting>> byPath = new LinkedHashMap<>();

    /**
     * A stream without its file.
     *
     * @param isSaved whether it is from a former start; else its file was seen to go
     */
    record Waiting(int number, Cursor cursor, FilePosition place, boolean isSaved) {}

    StreamBook(Clock clock) {
        this.clock = clock;
    }

    /**
     * Takes over what was saved.
     *
     * @return how many of the positions cannot be read
     */
    int load(Collection<StreamPosition> positions) {
        int unreadable = 0;
        List<Waiting> known = new ArrayList<>();
        for (StreamPosition position : positions) {
            int number = number(position.stream());
            FilePosition place = FilePosition.decode(position.end()).orElse(null);
            if (number >= 0) {
                next = Math.max(next, number + 1);
                epochs.put(number, position.epoch());
            }
            if (number < 0 || place == null) {
                unreadable++;
            } else {
                Cursor cursor =
                        new Cursor(
                                position.stream(),
                                position.epoch(),
                                place.nextOrdinal(),
                                place.readMillis());
                known.add(new Waiting(number, cursor, place, true));
            }
        }
        known.sort(Comparator.comparingLong(stream -> stream.place.readMillis()));
        known.forEach(this::add);
        for (int number = 0; number < next; number++) {
            if (!waiting.containsKey(number)) {
                free.add(number);
            }
        }
        return unreadable;
    }

    private static int number(String stream) {
        try {
            return stream.startsWith(PREFIX)
                    ? Integer.parseUnsignedInt(stream, PREFIX.length(), stream.length(), 10)
                    : -1;
        } catch (NumberFormatException another) {
            return -1;
        }
    }

    private void add(Waiting stream) {
        waiting.put(stream.number, stream);
        byIdentity.computeIfAbsent(stream.place.identity(), i -> new ArrayList<>()).add(stream);
        byPath.computeIfAbsent(stream.place.path(), p -> new ArrayList<>()).add(stream);
    }

    private void remove(Waiting stream) {
        waiting.remove(stream.number);
        remove(byIdentity, stream.place.identity(), stream);
        remove(byPath, stream.place.path(), stream);
    }

    private static void remove(Map<String, List<Waiting>> map, String key, Waiting stream) {
        List<Waiting> entries = map.get(key);
        if (entries != null && entries.remove(stream) && entries.isEmpty()) {
            map.remove(key);
        }
    }

    /** Streams that were read under a path. */
    List<Waiting> of(Path path) {
        return List.copyOf(byPath.getOrDefault(path.toString(), List.of()));
    }

    /** Streams that were read from a file of this identity. */
    List<Waiting> of(String identity) {
        return List.copyOf(byIdentity.getOrDefault(identity, List.of()));
    }

    /** All streams that wait for their file. */
    List<Waiting> waiting() {
        return List.copyOf(waiting.values());
    }

    boolean isEmpty() {
        return next == 0;
    }

    /**
     * The stream of a file with this identity, if it holds what was read of it.
     *
     * <p>A file that was seen to go, and of which too little was read to know it by that, is not
     * expected again: a new one may have its inode and begin alike.
     */
    @Nullable Waiting byIdentity(OpenFile file) throws IOException {
        Waiting found = null;
        for (Waiting stream : of(file.identity())) {
            boolean isExpected = stream.isSaved || stream.place.isTelling();
            boolean isFurther = found == null || stream.place.offset() > found.place.offset();
            if (isExpected && isFurther && file.holds(stream.place)) {
                found = stream;
            }
        }
        return found;
    }

    /** A file was found for the stream. */
    void claim(Waiting stream) {
        remove(stream);
    }

    /** A stream for a new file. */
    Cursor fresh() {
        prune();
        Integer number = free.pollFirst();
        if (number == null) {
            number = next++;
        }
        long now = clock.millis();
        long epoch = Math.max(now, epochs.getOrDefault(number, Long.MIN_VALUE) + 1);
        epochs.put(number, epoch);
        return Cursor.fresh(PREFIX + number, epoch, now);
    }

    /** The file of a stream is gone, with the stream at this place. */
    void gone(Cursor cursor, FilePosition place) {
        int number = number(cursor.stream());
        if (cursor.nextOrdinal() == 0) {
            free.add(number);
        } else {
            add(new Waiting(number, cursor, place, false));
        }
    }

    /** Gives up those that wait for longest. */
    private void prune() {
        long oldest = clock.millis() - KEPT_MILLIS;
        int most = Math.max(KEPT, next / 2);
        while (!waiting.isEmpty()) {
            Waiting first = waiting.firstEntry().getValue();
            if (waiting.size() <= most && first.place.readMillis() >= oldest) {
                return;
            }
            remove(first);
            free.add(first.number);
        }
    }
}
