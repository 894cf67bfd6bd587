// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.file;

import io.millrace.basic.source.follow.FilePosition;
import io.millrace.basic.source.follow.OpenFile;
import io.millrace.basic.source.follow.RotatedName;
import io.millrace.host.Disk;
import io.millrace.host.FileFacts;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a rotation left beside a followed file: the same file under another name, a copy of it, and
 * files that stood under the followed name in between.
 *
 * <p>A neighbour counts as rotated by its name, see {@link RotatedName}. Compressed files are left
 * alone.
 */
final class RotatedFiles {
    private static final long COARSE_CLOCK_MILLIS = 1000;

    /** The oldest first: by the time of the last change, then as log rotators number them. */
    private static final Comparator<Neighbour> BY_AGE =
            Comparator.comparingLong((Neighbour neighbour) -> neighbour.facts.modifiedMillis())
                    .thenComparing(Comparator.comparingInt(Neighbour::index).reversed())
                    .thenComparing(neighbour -> neighbour.path);

    private final Disk disk;
    private final Path path;
    private final RotatedName rotated;

    /** How often a directory is looked at that changes while it is looked at. */
    private static final int ATTEMPTS = 100;

    /** A file beside the followed one; {@code index} is its number if {@code isRotated}. */
    private record Neighbour(Path path, FileFacts facts, boolean isRotated, int index) {
        boolean isSameAs(Neighbour other) {
            return path.equals(other.path) && facts.identity().equals(other.facts.identity());
        }
    }

    private interface Search {
        @Nullable OpenFile run(List<Neighbour> neighbours) throws IOException;
    }

    private boolean moved;

    RotatedFiles(Disk disk, Path path) {
        this.disk = disk;
        this.path = path;
        this.rotated = new RotatedName(path);
    }

    /**
     * Opens the file that a position is about, at the position, wherever it is now: renamed, or
     * copied before it was emptied.
     *
     * @param wasEmptied whether the file is known to be empty now, so that a copy is to be
     *     expected; else only one with enough in common counts
     * @return null if it is nowhere
     */
    @Nullable OpenFile find(FilePosition position, boolean wasEmptied) throws IOException {
        return search(neighbours -> find(neighbours, position, wasEmptied));
    }

    private @Nullable OpenFile find(
            List<Neighbour> neighbours, FilePosition position, boolean wasEmptied)
            throws IOException {
        for (Neighbour neighbour : neighbours) {
            boolean isSame =
                    !position.identity().isEmpty()
                            && neighbour.facts.identity().equals(position.identity());
            OpenFile file = isSame ? openAt(neighbour, position) : null;
            if (file != null) {
                return file;
            }
        }
        if (!wasEmptied && !position.isTelling()) {
            return null;
        }
        for (Neighbour neighbour : neighbours) {
            // A copy that holds more than was read was written later than that.
            boolean isLater =
                    neighbour.facts.modifiedMillis() >= position.readMillis() - COARSE_CLOCK_MILLIS;
            OpenFile file = neighbour.isRotated && isLater ? openAt(neighbour, position) : null;
            if (file != null) {
                return file;
            }
        }
        return null;
    }

    private @Nullable OpenFile openAt(Neighbour neighbour, FilePosition position)
            throws IOException {
        OpenFile file = open(neighbour);
        if (file == null) {
            return null;
        }
        if (file.resume(position)) {
            return file;
        }
        file.close();
        return null;
    }

    /** The file itself and not the one that a rotation has given its name meanwhile. */
    private @Nullable OpenFile open(Neighbour neighbour) throws IOException {
        OpenFile file = OpenFile.open(disk, neighbour.path);
        if (file != null && file.identity().equals(neighbour.facts.identity())) {
            return file;
        }
        moved = true;
        if (file != null) {
            file.close();
        }
        return null;
    }

    /** Searches until no file was renamed during the search. */
    private @Nullable OpenFile search(Search search) throws IOException {
        for (int attempt = 1; ; attempt++) {
            moved = false;
            List<Neighbour> before = neighbours();
            OpenFile found = search.run(before);
            boolean isStill = !moved && isSame(before, neighbours());
            if (isStill || attempt == ATTEMPTS) {
                return found;
            }
            if (found != null) {
                found.close();
            }
        }
    }

    private static boolean isSame(List<Neighbour> before, List<Neighbour> after) {
        boolean isSame = before.size() == after.size();
        for (int i = 0; isSame && i < before.size(); i++) {
            isSame = before.get(i).isSameAs(after.get(i));
        }
        return isSame;
    }

    /**
     * Opens the oldest file that stood under the followed name after another one and has been
     * rotated away since.
     *
     * @param identity of the file that was read to its end
     * @param readMillis when that was
     * @return null if there is none; what stands under the followed name now is next then
     */
    @Nullable OpenFile next(String identity, long readMillis) throws IOException {
        return search(neighbours -> next(neighbours, identity, readMillis));
    }

    private @Nullable OpenFile next(List<Neighbour> neighbours, String identity, long readMillis)
            throws IOException {
        Optional<Neighbour> last =
                neighbours.stream()
                        .filter(one -> one.facts.identity().equals(identity))
                        .findFirst();
        for (Neighbour neighbour : neighbours) {
            boolean isLater =
                    last.isPresent()
                            ? BY_AGE.compare(neighbour, last.get()) > 0
                            : neighbour.facts.modifiedMillis() > readMillis;
            OpenFile file = neighbour.isRotated && isLater ? open(neighbour) : null;
            if (file != null) {
                return file;
            }
        }
        return null;
    }

    /** The regular files beside the followed one, the oldest first. */
    private List<Neighbour> neighbours() throws IOException {
        Path directory = path.toAbsolutePath().getParent();
        List<Neighbour> found = new ArrayList<>();
        if (directory == null) {
            return found;
        }
        String followed = disk.factsIfPresent(path).map(FileFacts::identity).orElse("");
        for (Path entry : disk.list(directory)) {
            Optional<FileFacts> facts = disk.factsIfPresent(entry);
            boolean isAnother =
                    facts.isPresent()
                            && facts.get().isFile()
                            && !entry.getFileName().equals(path.getFileName())
                            && (followed.isEmpty() || !facts.get().identity().equals(followed));
            if (isAnother) {
                found.add(
                        new Neighbour(
                                entry, facts.get(), rotated.isOfThis(entry), rotated.index(entry)));
            }
        }
        found.sort(BY_AGE);
        return found;
    }
}
