// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.monitor;

import java.util.Map;

/** Flume's JSON: an object of groups, every value a string. */
final class FlumeJson {
    private FlumeJson() {}

    static String of(Map<String, Map<String, Object>> groups) {
        StringBuilder json = new StringBuilder(1024).append('{');
        groups.forEach((group, attributes) -> {
            separate(json);
            text(json, group).append(":{");
            attributes.forEach((name, value) -> {
                separate(json);
                text(text(json, name).append(':'), value.toString());
            });
            json.append('}');
        });
        return json.append('}').toString();
    }

    static void separate(StringBuilder json) {
        if (json.charAt(json.length() - 1) != '{') {
            json.append(',');
        }
    }

    /** A JSON string. */
    static StringBuilder text(StringBuilder json, String value) {
        json.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append("\\u00").append(Character.forDigit(c >> 4, 16));
                json.append(Character.forDigit(c & 15, 16));
            } else {
                json.append(c);
            }
        }
        return json.append('"');
    }
}
