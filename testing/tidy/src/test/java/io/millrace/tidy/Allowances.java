// SPDX-License-Identifier: Apache-2.0

package io.millrace.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The exceptions from the rules, one a line: the rule, the path ({@code *} within a directory,
 * {@code **} across them), a colon, and the reason.
 */
record Allowances(List<Allowance> entries) {
    /** One exception. */
    record Allowance(String rule, String glob, Pattern pattern, String reason) {
        boolean isOneFile() {
            return !glob.contains("*");
        }
    }

    static Allowances parse(String text) {
        var entries = new ArrayList<Allowance>();
        for (String line : text.lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            var matcher = Pattern.compile("(\\S+)\\s+(\\S+)\\s*:\\s+(\\S.*)").matcher(line);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(
                        "allowed.txt wants 'rule path : reason', not: " + line);
            }
            String glob = matcher.group(2);
            entries.add(new Allowance(matcher.group(1), glob, pattern(glob), matcher.group(3)));
        }
        return new Allowances(List.copyOf(entries));
    }

    boolean allows(String rule, String path) {
        for (Allowance allowance : entries) {
            if (allowance.rule().equals(rule) && allowance.pattern().matcher(path).matches()) {
                return true;
            }
        }
        return false;
    }

    private static Pattern pattern(String glob) {
        String regex =
                Pattern.quote(glob)
                        .replace("**", "\\E\u0000\\Q")
                        .replace("*", "\\E[^/]*\\Q")
                        .replace("\u0000", ".*");
        return Pattern.compile(regex);
    }
}
