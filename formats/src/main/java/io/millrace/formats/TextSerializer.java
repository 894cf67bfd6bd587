// SPDX-License-Identifier: Apache-2.0
package io.millrace.formats;

import io.millrace.frame.Run;

import java.io.IOException;

/**
 * The bodies, each followed by a line feed or not.
 *
 * <p>Where the bodies of neighbours already lie in the block as they are to lie in the file, line
 * feeds included, the whole stretch is written at once and nothing is copied. Blocks that were read
 * from a file of lines are of that kind.
 */
final class TextSerializer implements EventSerializer {
    private static final byte LINE_FEED = '\n';

    private final boolean newline;
    private final Gather out;

    TextSerializer(boolean newline, Output out) {
        this.newline = newline;
        this.out = new Gather(out);
    }

    @Override
    public void begin() {}

    @Override
    public void write(Run run) throws IOException {
        final byte[] array = run.array();
        final int size = run.size();
        final boolean newline = this.newline;
        int event = 0;
        while (event < size) {
            final int start = run.bodyStart(event);
            int end = start + run.bodyLength(event++);
            if (!newline) {
                while (event < size && run.bodyStart(event) == end) {
                    end += run.bodyLength(event++);
                }
                out.write(array, start, end - start);
                continue;
            }
            boolean ended = end < array.length && array[end] == LINE_FEED;
            while (ended && event < size && run.bodyStart(event) == end + 1) {
                end += 1 + run.bodyLength(event++);
                ended = end < array.length && array[end] == LINE_FEED;
            }
            if (ended) {
                out.write(array, start, end + 1 - start);
            } else {
                out.write(array, start, end - start);
                out.write(LINE_FEED);
            }
        }
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void end() throws IOException {
        out.flush();
    }

    @Override
    public boolean canGoOn() {
        return true;
    }
}
