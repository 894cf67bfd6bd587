// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import java.util.List;
import java.util.Locale;

/** What no message, log or console shows. */
final class Secrets {
    /** What stands for a secret. */
    static final String MASK = "***";

    private static final int MOST_SHOWN = 120;

    private static final List<String> WORDS =
            List.of(
                    "password",
                    "passwd",
                    "passphrase",
                    "secret",
                    "token",
                    "credential",
                    "apikey",
                    "appkey",
                    "accesskey",
                    "privatekey",
                    "consumerkey",
                    "jaas.config");

    private Secrets() {}

    /**
     * Whether a key is that of a secret by its name. The path of a password file is none: it says
     * where the secret is.
     */
    static boolean isSecret(String key) {
        String name = key.toLowerCase(Locale.ROOT);
        if (name.endsWith("file") || name.endsWith("path")) {
            return false;
        }
        String plain = name.replace("-", "").replace("_", "");
        for (String word : WORDS) {
            if (plain.contains(word)) {
                return true;
            }
        }
        return false;
    }

    /** A value as it may be shown; long ones are cut. */
    static String shown(String key, String value) {
        if (isSecret(key) && !value.startsWith("${") && !isPlaceholder(value)) {
            return MASK;
        }
        String shown = withoutUserInfo(value);
        return shown.length() > MOST_SHOWN ? shown.substring(0, MOST_SHOWN) + "..." : shown;
    }

    /** Whether it is a hole of a template, which is no secret: {@code <required>}. */
    static boolean isPlaceholder(String value) {
        return value.length() > 2
                && ((value.startsWith("<") && value.endsWith(">"))
                        || (value.startsWith("[") && value.endsWith("]")))
                && value.chars()
                        .skip(1)
                        .limit(value.length() - 2L)
                        .allMatch(c -> Character.isLetter(c) || c == ' ' || c == '_' || c == '-');
    }

    /** {@code scheme://user:password@host} without its password. */
    private static String withoutUserInfo(String value) {
        int scheme = value.indexOf("://");
        if (scheme < 0) {
            return value;
        }
        int slash = value.indexOf('/', scheme + 3);
        int at = value.lastIndexOf('@', slash < 0 ? value.length() : slash);
        int colon = value.indexOf(':', scheme + 3);
        return colon > 0 && colon < at
                ? value.substring(0, colon + 1) + MASK + value.substring(at)
                : value;
    }
}
