// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.spool;

import io.millrace.basic.source.follow.FilePosition;
import io.millrace.basic.source.follow.SmallFile;
import io.millrace.host.Disk;
import io.millrace.host.DiskFile;
import io.millrace.host.FileFacts;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which files are to be read, in which order, and which are set aside; durable before the first
 * event of any of them is emitted. After a crash the same files come in the same order, so that an
 * event has the number that it had before and a channel knows it again.
 *
 * <p>A text file, replaced as a whole for each list of files that is added and appended to for each
 * file set aside; see {@code docs/formats/file-position.md}.
 */
final class ReadingOrder implements AutoCloseable {
    private final Disk disk;
    private final Path path;
    private final Path spool;
    private final SpoolReports reports;

    /** To be read, in order. */
    private final ArrayDeque<SpoolFile> unread = new ArrayDeque<>();

    /** Read, but not marked as done yet. */
    private final LinkedHashMap<Long, SpoolFile> read = new LinkedHashMap<>();

    private final LinkedHashMap<Path, Aside> asides = new LinkedHashMap<>();

    /** What stands in any of these, by path. */
    private final Map<Path, SpoolFile> known = new HashMap<>();

    private long nextNumber = 1;
    private boolean existed;
    private @Nullable DiskFile file;

    /**
     * @param state where the file is
     * @param spool what all files are below; others were those of another configuration
     */
    ReadingOrder(Disk disk, Path state, Path spool, SpoolReports reports) {
        this.disk = disk;
        this.path = state.resolve("spooldir.files");
        this.spool = spool;
        this.reports = reports;
    }

    /** Whether the source ran before. */
    boolean existed() {
        return existed;
    }

    /**
     * Takes over what was saved.
     *
     * @param place how far the channels are: files before it were read
     * @param ordinal the number of the first event that the channels do not have; places that were
     *     reached with later ones were not kept
     */
    void load(Optional<SpoolPlace> place, long ordinal) throws IOException {
        existed = disk.factsIfPresent(path).isPresent();
        if (existed) {
            String text = new String(SmallFile.read(disk, path), StandardCharsets.US_ASCII);
            OrderText.Content content =
                    OrderText.parse(text).orElseThrow(() -> reports.stateDamaged(path));
            nextNumber = content.nextNumber();
            for (Aside aside : content.asides()) {
                if (aside.file().path().startsWith(spool)) {
                    putAside(new Aside(kept(aside.file(), place, ordinal), aside.reason()));
                }
            }
            for (SpoolFile one : content.files()) {
                if (one.path().startsWith(spool)) {
                    SpoolFile file = kept(one, place, ordinal);
                    unread.add(file);
                    known.put(file.path(), file);
                }
            }
        }
        if (place.isPresent()) {
            goTo(place.get());
        }
        save();
    }

    /** The file with the place where to go on, which is no later than what the channels have. */
    private static SpoolFile kept(SpoolFile file, Optional<SpoolPlace> place, long ordinal) {
        if (place.isPresent() && place.get().number() == file.number()) {
            return file.from(place);
        }
        boolean isKept = file.from().map(from -> from.file().nextOrdinal() <= ordinal).orElse(true);
        return isKept ? file : file.from(Optional.empty());
    }

    private void goTo(SpoolPlace place) {
        long number = place.number();
        while (!unread.isEmpty() && unread.getFirst().number() < number) {
            wasRead(unread.removeFirst());
        }
        nextNumber = Math.max(nextNumber, number + 1);
        if (!existed && !place.isEnd()) {
            // What is known of it: it counts as changed, and is read on when it rests.
            FilePosition file = place.file();
            Path path = Path.of(file.path());
            SpoolFile rest =
                    new SpoolFile(number, path, file.identity(), -1, -1, Optional.of(place));
            putAside(new Aside(rest, Aside.Reason.CHANGES));
        }
    }

    private void putAside(Aside aside) {
        asides.put(aside.file().path(), aside);
        known.put(aside.file().path(), aside.file());
    }

    /** Whether a path is that of a file that is known, as the same file. */
    boolean knows(Path path, FileFacts facts) {
        SpoolFile one = known.get(path);
        return one != null && one.isSame(facts);
    }

    /** A file that was found and where to begin it. */
    record Found(Path path, FileFacts facts, Optional<SpoolPlace> from) {}

    /** Adds files behind all others, in this order, and makes that durable. */
    void add(Collection<Found> found) throws IOException {
        if (found.isEmpty()) {
            return;
        }
        for (Found one : found) {
            asides.remove(one.path());
            SpoolFile added = SpoolFile.found(nextNumber++, one.path(), one.facts(), one.from());
            known.put(one.path(), added);
            unread.add(added);
        }
        save();
    }

    /** The next file to be read, which is taken off the list of those. */
    @Nullable SpoolFile next() {
        return unread.pollFirst();
    }

    boolean hasNext() {
        return !unread.isEmpty();
    }

    /** A file was read to its end. */
    void wasRead(SpoolFile one) {
        read.put(one.number(), one);
    }

    /** Files that were read before this process, or this run of it. */
    List<SpoolFile> allRead() {
        return new ArrayList<>(read.values());
    }

    /** A file is not to be read any more, and is not to be marked. */
    void forget(SpoolFile one) {
        read.remove(one.number());
        known.computeIfPresent(
                one.path(), (path, now) -> now.number() == one.number() ? null : now);
    }

    /** A file that was taken is set aside, durably. */
    void setAside(Aside aside) throws IOException {
        putAside(aside);
        DiskFile open = file;
        if (open == null) {
            save();
            return;
        }
        byte[] line = OrderText.line(aside).getBytes(StandardCharsets.US_ASCII);
        try {
            open.write(line, 0, line.length);
            open.sync();
        } catch (IOException failed) {
            // Half a line may stand there.
            save();
        }
    }

    List<Aside> asides() {
        return new ArrayList<>(asides.values());
    }

    int asideCount() {
        return asides.size();
    }

    /** What an aside file looks like now; is not saved. */
    void seen(Aside aside) {
        putAside(aside);
    }

    /** A file that was set aside is gone. */
    void forget(Aside aside) {
        asides.remove(aside.file().path());
        known.remove(aside.file().path());
    }

    /** Replaces the file by what is to be known after a crash. */
    private void save() throws IOException {
        close();
        List<SpoolFile> files = new ArrayList<>(read.values());
        files.addAll(unread);
        String text = OrderText.format(nextNumber, files, asides.values());
        SmallFile.replace(disk, path, text.getBytes(StandardCharsets.US_ASCII), true);
        file = disk.open(path, Disk.Mode.APPEND);
    }

    @Override
    public void close() throws IOException {
        DiskFile open = file;
        file = null;
        if (open != null) {
            open.close();
        }
    }
}
