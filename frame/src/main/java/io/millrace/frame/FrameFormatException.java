// SPDX-License-Identifier: Apache-2.0
package io.millrace.frame;

import java.io.IOException;

/** Bytes that are no frame, or a frame that is damaged; nothing of it was used. */
public final class FrameFormatException extends IOException {
    private static final long serialVersionUID = 1L;
    private final long offset;

    FrameFormatException(String what, long offset) {
        super(what + " (at byte " + offset + " of the frame)");
        this.offset = offset;
    }

    /** Where in the frame the rule is broken, in bytes. */
    public long offset() {
        return offset;
    }
}
