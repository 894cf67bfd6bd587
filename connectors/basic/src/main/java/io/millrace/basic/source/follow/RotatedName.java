// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.follow;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How rotation names what it moves away: the name of the file, or that name without its extension,
 * with digits or a word such as {@code old} added: {@code app.log.1}, {@code app.log-20260101},
 * {@code app-2026-01-01.log}.
 */
public final class RotatedName {
    private static final String ADDED =
            "[._-]?(\\d[\\dT:._+Z-]*|old|bak|prev|previous|last|save|orig)";
    private static final Pattern ADDED_ALONE = Pattern.compile(ADDED);
    private static final Pattern INDEX = Pattern.compile("\\D*(\\d{1,3})\\D*");

    private final List<Pattern> patterns;

    /** The names that rotation gives the file of this path. */
    public RotatedName(Path path) {
        String name = String.valueOf(path.getFileName());
        int dot = name.lastIndexOf('.');
        String stem = dot > 0 ? name.substring(0, dot) : name;
        String extension = dot > 0 ? name.substring(dot) : "";
        this.patterns =
                List.of(
                        Pattern.compile(Pattern.quote(name) + ADDED),
                        Pattern.compile(Pattern.quote(stem) + ADDED + Pattern.quote(extension)));
    }

    /** Whether a path's name is one of them. */
    public boolean isOfThis(Path other) {
        return added(other) != null;
    }

    /** The n of {@code app.log.n}, which rises at each rotation; 0 for any other name. */
    public int index(Path other) {
        String added = added(other);
        Matcher matcher = INDEX.matcher(added == null ? "" : added);
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    /** What a rotation put into a name, or null if the name is of another kind. */
    private @Nullable String added(Path other) {
        String name = String.valueOf(other.getFileName());
        for (Pattern pattern : patterns) {
            Matcher matcher = pattern.matcher(name);
            if (matcher.matches()) {
                return matcher.group(1);
            }
        }
        return null;
    }

    /**
     * The names that a file may have had before rotation gave it this one: the way back, as far as
     * a name alone tells it.
     */
    public static List<String> originals(String name) {
        List<String> originals = new ArrayList<>();
        for (int cut = 1; cut < name.length(); cut++) {
            String behind = name.substring(cut);
            if (isDigit(name.charAt(cut - 1)) && isDigit(behind.charAt(0))) {
                // host10.log is no rotated host1.log.
                continue;
            }
            if (ADDED_ALONE.matcher(behind).matches()) {
                originals.add(name.substring(0, cut));
            }
            int dot = behind.lastIndexOf('.');
            if (dot > 0 && ADDED_ALONE.matcher(behind.substring(0, dot)).matches()) {
                originals.add(name.substring(0, cut) + behind.substring(dot));
            }
        }
        return originals;
    }

    private static boolean isDigit(char letter) {
        return letter >= '0' && letter <= '9';
    }
}
