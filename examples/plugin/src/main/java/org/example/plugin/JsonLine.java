// SPDX-License-Identifier: Apache-2.0
package org.example.plugin;

import io.millrace.frame.Event;

import java.util.Map;

/** An event as one line of JSON. */
final class JsonLine {

    private JsonLine() {}

    static void append(StringBuilder out, Event event) {
        out.append("{\"headers\":{");
        String comma = "";
        for (Map.Entry<String, String> header : event.headers().entrySet()) {
            out.append(comma);
            appendText(out, header.getKey());
            out.append(':');
            appendText(out, header.getValue());
            comma = ",";
        }
        out.append("},\"body\":");
        appendText(out, event.text());
        out.append("}\n");
    }

    private static void appendText(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c == '\n') {
                out.append("\\n");
            } else if (c < ' ') {
                out.append("\\u00").append(c < 16 ? '0' : '1');
                out.append(Character.forDigit(c % 16, 16));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
