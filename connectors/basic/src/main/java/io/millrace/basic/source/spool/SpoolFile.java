// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.spool;

import io.millrace.host.FileFacts;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A file that is to be read, as it was when it was found.
 *
 * @param number its place in the order of reading; higher for each file that is found
 * @param from where to begin; empty for the beginning
 */
record SpoolFile(
        long number,
        Path path,
        String identity,
        long size,
        long modifiedMillis,
        Optional<SpoolPlace> from) {

    static SpoolFile found(long number, Path path, FileFacts facts, Optional<SpoolPlace> from) {
        return new SpoolFile(
                number, path, facts.identity(), facts.size(), facts.modifiedMillis(), from);
    }

    SpoolFile from(Optional<SpoolPlace> place) {
        return new SpoolFile(number, path, identity, size, modifiedMillis, place);
    }

    /** Whether the path still names this file, changed or not. */
    boolean isSame(FileFacts facts) {
        return facts.isFile() && facts.identity().equals(identity);
    }

    /** Whether it is this file as it was. */
    boolean isUnchanged(FileFacts facts) {
        return isSame(facts) && facts.size() == size && facts.modifiedMillis() == modifiedMillis;
    }
}
