// SPDX-License-Identifier: Apache-2.0
package io.millrace.frame;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * One event of a run, as a view. Convenient where speed is no matter; code that runs for every
 * event of a busy flow walks the {@link Run} instead.
 *
 * @param run the run that holds it
 * @param index its index in the run
 */
public record Event(Run run, int index) {

    /** A copy of the body. */
    public byte[] body() {
        int start = run.bodyStart(index);
        return Arrays.copyOfRange(run.array(), start, start + run.bodyLength(index));
    }

    /** The body read as UTF-8. */
    public String text() {
        return new String(
                run.array(), run.bodyStart(index), run.bodyLength(index), StandardCharsets.UTF_8);
    }

    /** The value of a header, or null. */
    public @Nullable String header(String name) {
        return run.header(index, name);
    }

    /** A new map of all headers. */
    public Map<String, String> headers() {
        return run.headers().map(run.blockIndex(index));
    }
}
