// SPDX-License-Identifier: Apache-2.0
package io.millrace.formats;

import io.millrace.frame.Run;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Headers as a Java map prints itself, a space, the body, a line feed or not: {@code {host=a, k=v}
 * text}.
 */
final class HeaderAndTextSerializer implements EventSerializer {
    private final boolean newline;
    private final Gather out;

    HeaderAndTextSerializer(boolean newline, Output out) {
        this.newline = newline;
        this.out = new Gather(out);
    }

    @Override
    public void begin() {}

    @Override
    public void write(Run run) throws IOException {
        final boolean constant = run.headers().areConstant();
        final byte[] array = run.array();
        byte @Nullable [] headers = null;
        for (int event = 0; event < run.size(); event++) {
            if (headers == null || !constant) {
                headers = headers(run, event);
            }
            out.write(headers);
            out.write(array, run.bodyStart(event), run.bodyLength(event));
            if (newline) {
                out.write((byte) '\n');
            }
        }
    }

    private static byte[] headers(Run run, int event) {
        return (HeaderText.of(run, event) + " ").getBytes(StandardCharsets.UTF_8);
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
