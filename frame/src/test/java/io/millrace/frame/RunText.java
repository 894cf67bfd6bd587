// SPDX-License-Identifier: Apache-2.0
package io.millrace.frame;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.TreeMap;

/** All that a run says, as text: what two runs must share to be equal. */
final class RunText {
    private RunText() {}

    static String of(Run run) {
        StringBuilder text = new StringBuilder();
        Block block = run.block();
        text.append("accepted ").append(block.acceptedMillis()).append('\n');
        StreamPosition position = block.position();
        if (position != null) {
            text.append("stream ").append(escaped(position.stream())).append('\n');
            text.append("epoch ").append(position.epoch()).append('\n');
            byte[] end = run.endsBlock() ? position.end() : new byte[0];
            text.append("end ").append(HexFormat.of().formatHex(end)).append('\n');
        }
        for (int i = 0; i < run.size(); i++) {
            Event event = new Event(run, i);
            text.append("event ").append(i);
            if (position != null) {
                text.append(" ordinal ").append(block.ordinal(run.blockIndex(i)));
            }
            text.append('\n');
            new TreeMap<>(event.headers())
                    .forEach((name, value) ->
                            text.append("  ")
                                    .append(escaped(name))
                                    .append('=')
                                    .append(escaped(value))
                                    .append('\n'));
            text.append("  : ").append(escaped(event.body())).append('\n');
        }
        return text.toString();
    }

    private static String escaped(String text) {
        return escaped(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String escaped(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length);
        for (byte b : bytes) {
            if (b > ' ' && b < 0x7F && b != '\\' && b != '=' && b != ':') {
                text.append((char) b);
            } else {
                text.append('\\').append(HexFormat.of().toHexDigits(b));
            }
        }
        return text.toString();
    }
}
