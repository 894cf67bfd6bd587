// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.disk;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A file: what is read now, what is on the media, and the changes between the two. */
final class Inode implements Node {
    private static final int SECTOR = 512;

    final long number;
    long modifiedMillis;

    /** Who holds the lock of the file, or null. */
    @Nullable SimLock lockedBy;

    private final Bytes current = new Bytes();
    private final Bytes durable = new Bytes();
    private final List<Change> unsynced = new ArrayList<>();

    /** How many changes are not in the list any more. */
    private long settled;

    Inode(long number) {
        this.number = number;
    }

    int size() {
        return current.size();
    }

    int durableSize() {
        return durable.size();
    }

    /** How many changes there were: what a sync that begins now has to make durable. */
    long changes() {
        return settled + unsynced.size();
    }

    int read(int position, byte[] target, int offset, int length) {
        return current.read(position, target, offset, length);
    }

    byte[] content() {
        return current.toArray();
    }

    byte[] durableContent() {
        return durable.toArray();
    }

    void write(int position, byte[] data) {
        change(new Change.Write(position, data));
    }

    void resize(int size) {
        change(new Change.Resize(size));
    }

    private void change(Change change) {
        change.apply(current);
        unsynced.add(change);
    }

    /** Makes the first so many changes durable, no later ones. */
    void sync(long changes) {
        for (Change change : settle(changes)) {
            change.apply(durable);
        }
    }

    private List<Change> settle(long changes) {
        List<Change> first = unsynced.subList(0, (int) Math.max(0, changes - settled));
        List<Change> taken = List.copyOf(first);
        settled += taken.size();
        first.clear();
        return taken;
    }

    /**
     * A sync that failed: each of the first so many changes is on the media or lost, and no later
     * sync writes it again.
     *
     * @param isForgotten whether the lost ones cannot even be read any more
     */
    void syncFails(long changes, SplittableRandom random, boolean isForgotten) {
        boolean all = random.nextBoolean();
        for (Change change : settle(changes)) {
            if (change instanceof Change.Resize || (!all && random.nextBoolean())) {
                change.apply(durable);
            } else if (change instanceof Change.Write write) {
                int end = write.position() + write.data().length;
                // The size is kept by the file system; the data is what got lost.
                if (end > durable.size()) {
                    durable.resize(end);
                }
            }
        }
        if (isForgotten) {
            current.become(durable);
            for (Change change : unsynced) {
                change.apply(current);
            }
        }
    }

    /** Changes a bit on the media, and in what is read now. */
    void flip(int position, int bit) {
        byte mask = (byte) (1 << bit);
        if (position < durable.size()) {
            durable.set(position, (byte) (durable.at(position) ^ mask));
        }
        if (position < current.size()) {
            current.set(position, (byte) (current.at(position) ^ mask));
        }
    }

    /** Overwrites a piece of the media that nobody asked for. */
    void damage(int position, byte[] data) {
        durable.write(position, data, 0, data.length);
        current.write(position, data, 0, data.length);
    }

    /** The power is gone: of what was not synced, something is there or not. */
    void cut(SplittableRandom random) {
        switch (random.nextInt(5)) {
            case 0 -> {}
            case 1 -> sync(changes());
            case 2 -> cutInOrder(random);
            case 3 -> cutByChange(random);
            default -> cutBySector(random);
        }
        var _ = settle(changes());
        current.become(durable);
    }

    /** Some first changes are there, the one after them in part. */
    private void cutInOrder(SplittableRandom random) {
        int kept = unsynced.isEmpty() ? 0 : random.nextInt(unsynced.size());
        for (int i = 0; i < kept; i++) {
            unsynced.get(i).apply(durable);
        }
        if (kept < unsynced.size()) {
            applyTorn(unsynced.get(kept), random);
        }
    }

    /** Each change is there, or not, or in part. */
    private void cutByChange(SplittableRandom random) {
        for (Change change : unsynced) {
            switch (random.nextInt(3)) {
                case 0 -> change.apply(durable);
                case 1 -> applyTorn(change, random);
                default -> {}
            }
        }
    }

    private void applyTorn(Change change, SplittableRandom random) {
        if (change instanceof Change.Write write) {
            write.torn(random.nextInt(write.data().length + 1)).apply(durable);
        }
    }

    /**
     * Each sector is as some moment left it, independent of the others; the size too. A sector that
     * was not written within the size is zeros.
     */
    private void cutBySector(SplittableRandom random) {
        int sizeAfter = random.nextInt(unsynced.size() + 1);
        Bytes sized = new Bytes();
        sized.resize(durable.size());
        int largest = durable.size();
        for (int i = 0; i < unsynced.size(); i++) {
            unsynced.get(i).apply(sized);
            largest = Math.max(largest, sized.size());
            if (i + 1 == sizeAfter) {
                durable.resize(sized.size());
            }
        }
        int size = durable.size();
        durable.resize(Math.max(size, largest));
        for (int sector = 0; sector * SECTOR < largest; sector++) {
            int touching = 0;
            for (Change change : unsynced) {
                touching += touches(change, sector) ? 1 : 0;
            }
            int kept = touching == 0 ? 0 : random.nextInt(touching + 1);
            for (Change change : unsynced) {
                if (kept > 0 && touches(change, sector)) {
                    kept--;
                    applyTo(sector, change);
                }
            }
        }
        durable.resize(size);
    }

    private static boolean touches(Change change, int sector) {
        return change instanceof Change.Write write
                && write.position() < (sector + 1) * SECTOR
                && write.position() + write.data().length > sector * SECTOR;
    }

    private void applyTo(int sector, Change change) {
        if (change instanceof Change.Write write) {
            int from = Math.max(sector * SECTOR, write.position());
            int to = Math.min((sector + 1) * SECTOR, write.position() + write.data().length);
            durable.write(from, write.data(), from - write.position(), to - from);
        }
    }
}
