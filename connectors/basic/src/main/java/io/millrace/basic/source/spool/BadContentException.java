// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.spool;

import java.io.IOException;

/** A file does not hold what its deserializer expects. Nothing behind the place can be read. */
final class BadContentException extends IOException {
    private static final long serialVersionUID = 1L;
    private final long offset;

    /**
     * @param offset where in the content, decompressed
     * @param what what is wrong there
     */
    BadContentException(long offset, String what) {
        super(what);
        this.offset = offset;
    }

    long offset() {
        return offset;
    }
}
