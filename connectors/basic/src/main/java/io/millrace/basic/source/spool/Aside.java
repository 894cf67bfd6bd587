// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.spool;

import io.millrace.host.FileFacts;

/**
 * A file that is not read now, though it is there.
 *
 * @param file as it was when it was set aside, with the place where reading it goes on
 */
record Aside(SpoolFile file, Reason reason) {

    /** Why, and so when it is read. */
    enum Reason {
        /** It changed while it was read: when it rests. */
        CHANGES,
        /** It cannot be decoded: when it changes. */
        BAD,
        /** The system refuses it: after a while, or when it changes. */
        UNREADABLE
    }

    Aside seen(FileFacts facts) {
        return new Aside(SpoolFile.found(file.number(), file.path(), facts, file.from()), reason);
    }
}
