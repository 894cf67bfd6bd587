// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.taildir;

import io.millrace.basic.source.follow.OpenFile;
import io.millrace.host.FileFacts;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/** The files that are followed, by what they are and by name; whose turn it is; which are open. */
final class TailedFiles {
    private static final Comparator<TailedFile> BY_TURN =
            (one, other) -> {
                long difference = one.dueNanos - other.dueNanos;
                return difference == 0
                        ? Long.compare(one.turn, other.turn)
                        : Long.signum(difference);
            };

    private final int maxOpen;
    private final Map<String, TailedFile> byIdentity = new LinkedHashMap<>();
    private final Map<Path, TailedFile> byPath = new HashMap<>();
    private final PriorityQueue<TailedFile> queue = new PriorityQueue<>(BY_TURN);

    /** The one that was read longest ago first. */
    private final LinkedHashSet<TailedFile> open = new LinkedHashSet<>();

    private volatile int count;
    private volatile int openCount;
    private long turns;
    private long changes;

    TailedFiles(int maxOpen) {
        this.maxOpen = maxOpen;
    }

    /** A new file, whose turn is at a time. */
    void add(TailedFile file, long dueNanos) {
        changes++;
        byIdentity.put(file.identity, file);
        count = byIdentity.size();
        if (file.isNamed) {
            byPath.put(file.path, file);
        }
        schedule(file, dueNanos);
    }

    /** Forgets a file that has its turn, and is in no queue therefore. */
    void remove(TailedFile file) throws IOException {
        changes++;
        byIdentity.remove(file.identity, file);
        count = byIdentity.size();
        byPath.remove(file.path, file);
        close(file);
    }

    /** Says when a file that is not in the queue has its turn. */
    void schedule(TailedFile file, long dueNanos) {
        file.dueNanos = dueNanos;
        file.turn = turns++;
        queue.add(file);
    }

    /** The file whose turn is next, or null. */
    @Nullable TailedFile peek() {
        return queue.peek();
    }

    /** Takes the next file out of the queue; it has to be scheduled again or removed. */
    TailedFile poll() {
        return queue.remove();
    }

    @Nullable TailedFile of(String identity) {
        return byIdentity.get(identity);
    }

    @Nullable TailedFile named(Path path) {
        return byPath.get(path);
    }

    Collection<TailedFile> all() {
        return byIdentity.values();
    }

    Set<String> identities() {
        return byIdentity.keySet();
    }

    /** How many; any thread. */
    int count() {
        return count;
    }

    /** Grows whenever a file comes or goes, is read or renamed. */
    long changes() {
        return changes;
    }

    /** How many are open; any thread. */
    int openCount() {
        return openCount;
    }

    /** The name is not this file's any more. */
    void unname(TailedFile file) {
        changes++;
        byPath.remove(file.path, file);
        file.isNamed = false;
    }

    /** The file has this name now, and belongs to a group by it. */
    void rename(TailedFile file, Path path, FileGroup group) {
        changes++;
        byPath.remove(file.path, file);
        TailedFile former = byPath.put(path, file);
        if (former != null && former != file) {
            former.isNamed = false;
        }
        file.path = path;
        file.group = group;
        file.isNamed = true;
        file.describe();
    }

    /** Keeps a handle, and closes the file that was read longest ago if there are too many. */
    void opened(TailedFile file, OpenFile handle) throws IOException {
        while (open.size() >= maxOpen) {
            close(open.getFirst());
        }
        file.opened(handle);
        open.add(file);
        openCount = open.size();
    }

    /** It was read just now. */
    void used(TailedFile file) {
        changes++;
        if (open.size() > 1 && open.getLast() != file) {
            open.addLast(file);
        }
    }

    void close(TailedFile file) throws IOException {
        open.remove(file);
        file.close();
        openCount = open.size();
    }

    static boolean isSame(FileFacts facts, TailedFile file) {
        return facts.isFile() && facts.identity().equals(file.identity);
    }
}
