// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.taildir;

import io.millrace.basic.source.follow.JoinedFraming;
import io.millrace.frame.BlockBuilder;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A line in which a regular expression is found begins an event; others belong to that before. */
final class StartLines implements JoinedFraming.Joint {
    /** Only so much of a line is searched. */
    private static final int SEARCHED_BYTES = 1024;

    private final Matcher start;

    StartLines(Pattern start) {
        this.start = start.matcher("");
    }

    @Override
    public boolean isOwnEvent(byte[] array, int from, int to, boolean hasEvent) {
        if (!hasEvent) {
            return true;
        }
        int length = Math.min(to - from, SEARCHED_BYTES);
        return start.reset(new String(array, from, length, StandardCharsets.UTF_8)).find();
    }

    @Override
    public void begin(byte[] array, int from, int to) {}

    @Override
    public void describe(BlockBuilder block) {}
}
