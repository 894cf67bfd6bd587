// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.taildir;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A directory in which files of groups are looked for. */
final class WatchedDirectory {
    final Path path;

    /** In the order in which they claim a file. */
    final List<FileGroup> groups;

    /** When it is looked at next. */
    long dueNanos;

    /** When it was listed last, on both clocks, and what that cost. */
    long listedNanos;

    long listedMillis;
    long costNanos;
    boolean wasListed;

    /** The time of its last change when it was listed. */
    long modifiedMillis = Long.MIN_VALUE;

    /** Whether it is to be listed even if it does not seem to have changed. */
    boolean isDirty;

    boolean isMissing;

    /** Device and inode if it was found below another one, else empty. */
    final String identity;

    WatchedDirectory(Path path, String identity, List<FileGroup> groups) {
        this.path = path;
        this.identity = identity;
        this.groups = groups;
    }

    /** The first group that a file of this name belongs to, if any. */
    Optional<FileGroup> group(Path file) {
        for (FileGroup group : groups) {
            if (group.matches(file)) {
                return Optional.of(group);
            }
        }
        return Optional.empty();
    }
}
