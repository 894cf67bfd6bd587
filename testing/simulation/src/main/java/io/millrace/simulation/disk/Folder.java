// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.disk;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** A directory: its entries now, its entries on the media, and the changes between the two. */
final class Folder implements Node {
    final TreeMap<String, Node> entries = new TreeMap<>();
    final TreeMap<String, Node> durable = new TreeMap<>();
    private final List<List<Entry>> unsynced = new ArrayList<>();

    /** How many changes are not in the list any more. */
    private long settled;

    /** What a name is to mean; null for nothing any more. */
    private record Entry(String name, @Nullable Node node) {}

    void put(String name, Node node) {
        change(List.of(new Entry(name, node)));
    }

    void remove(String name) {
        change(List.of(new Entry(name, null)));
    }

    /** A rename within the directory: after a cut of the power, both names changed or none did. */
    void rename(String from, String to, Node node) {
        change(List.of(new Entry(from, null), new Entry(to, node)));
    }

    private void change(List<Entry> change) {
        apply(change, entries);
        unsynced.add(change);
    }

    private static void apply(List<Entry> change, Map<String, Node> to) {
        for (Entry entry : change) {
            if (entry.node() == null) {
                to.remove(entry.name());
            } else {
                to.put(entry.name(), entry.node());
            }
        }
    }

    /** How many changes there were: what a sync that begins now has to make durable. */
    long changes() {
        return settled + unsynced.size();
    }

    /** Makes the first so many changes durable, no later ones. */
    void sync(long changes) {
        while (settled < changes) {
            apply(unsynced.removeFirst(), durable);
            settled++;
        }
    }

    /** The power is gone: of what was not synced, some changes are there, in their order. */
    void cut(SplittableRandom random) {
        int mode = random.nextInt(4);
        int kept = random.nextInt(unsynced.size() + 1);
        for (int i = 0; i < unsynced.size(); i++) {
            boolean isThere =
                    switch (mode) {
                        case 0 -> false;
                        case 1 -> i < kept;
                        default -> random.nextBoolean();
                    };
            if (isThere) {
                apply(unsynced.get(i), durable);
            }
        }
        settled = changes();
        unsynced.clear();
        entries.clear();
        entries.putAll(durable);
        for (Node node : entries.values()) {
            switch (node) {
                case Folder folder -> folder.cut(random);
                case Inode inode -> {
                    inode.lockedBy = null;
                    inode.cut(random);
                }
            }
        }
    }
}
