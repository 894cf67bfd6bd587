// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.interceptor;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * A body as text for a regular expression, with a budget of characters that may be looked at. Bytes
 * that are plain ASCII are read in place. For one thread, used again for one body after the other.
 */
final class BoundedText implements CharSequence {
    /**
     * A plain search looks at each character a few times. Who looks at so many more goes back and
     * forth without end; it takes some milliseconds to find that out.
     */
    private static final long BASE_STEPS = 2_000_000;

    private static final int STEPS_PER_CHARACTER = 100;

    private static final Set<Charset> LIKE_ASCII =
            Set.of(StandardCharsets.UTF_8, StandardCharsets.US_ASCII, StandardCharsets.ISO_8859_1);

    /** The expression looked at too many characters. */
    static final class OverBudget extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private OverBudget() {
            super("", null, false, false);
        }
    }

    private final Charset charset;
    private final boolean likeAscii;
    private byte[] bytes = new byte[0];
    private int start;
    private int length;
    private String text = "";
    private boolean decoded;
    private long steps;

    BoundedText(Charset charset) {
        this.charset = charset;
        this.likeAscii = LIKE_ASCII.contains(charset);
    }

    /** Goes to a body, with a new budget. */
    BoundedText set(byte[] bytes, int start, int length) {
        this.bytes = bytes;
        this.start = start;
        this.decoded = !likeAscii || !isAscii(bytes, start, length);
        if (decoded) {
            text = new String(bytes, start, length, charset);
            this.length = text.length();
        } else {
            this.length = length;
        }
        steps = BASE_STEPS + (long) this.length * STEPS_PER_CHARACTER;
        return this;
    }

    private static boolean isAscii(byte[] bytes, int start, int length) {
        int all = 0;
        for (int at = start; at < start + length; at++) {
            all |= bytes[at];
        }
        return all >= 0;
    }

    @Override
    public char charAt(int index) {
        if (--steps < 0) {
            throw new OverBudget();
        }
        return decoded ? text.charAt(index) : (char) bytes[start + index];
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public String subSequence(int from, int to) {
        return decoded
                ? text.substring(from, to)
                : new String(bytes, start + from, to - from, StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return subSequence(0, length);
    }
}
