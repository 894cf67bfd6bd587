// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec.catalogue;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** What a misspelt word may have meant. */
public final class Suggestions {

    private Suggestions() {}

    /**
     * The candidate that a word most likely means, if one is near enough to be worth naming.
     *
     * <p>Case, {@code -}, {@code _} and {@code .} count for little; a part in front may be missing
     * or too much ({@code rollSize} for {@code hdfs.rollSize}); a swap of two neighbours is one
     * mistake; about one mistake in three letters is borne. Of two equally near the first wins.
     */
    public static Optional<String> nearest(String word, Collection<String> candidates) {
        String best = null;
        int bestScore = Integer.MAX_VALUE;
        for (String candidate : candidates) {
            int score = score(word, candidate);
            if (score < bestScore) {
                best = candidate;
                bestScore = score;
            }
        }
        return Optional.ofNullable(best);
    }

    /** How unlike they are; MAX_VALUE if too unlike. */
    private static int score(String word, String candidate) {
        if (word.equals(candidate)) {
            return 0;
        }
        String plainWord = plain(word);
        String plainCandidate = plain(candidate);
        if (plainWord.isEmpty() || plainCandidate.isEmpty()) {
            return Integer.MAX_VALUE;
        }
        int whole = distance(plainWord, plainCandidate);
        int score = borne(plainWord, whole) ? 2 * whole + 1 : Integer.MAX_VALUE;
        // Without what stands in front of the last dot, on one side or both.
        String lastOfWord = plain(lastPart(word));
        String lastOfCandidate = plain(lastPart(candidate));
        if (lastOfWord.length() < 3 || lastOfCandidate.length() < 3) {
            return score;
        }
        int last = distance(lastOfWord, lastOfCandidate);
        return borne(lastOfWord, last) ? Math.min(score, 2 * last + 2) : score;
    }

    private static boolean borne(String word, int mistakes) {
        return mistakes <= Math.max(1, word.length() / 3) && mistakes < word.length();
    }

    private static String lastPart(String key) {
        return key.substring(key.lastIndexOf('.') + 1);
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "").replace(".", "");
    }

    /** Insertions, deletions, replacements and swaps of neighbours from one to the other. */
    private static int distance(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                char x = a.charAt(i - 1);
                char y = b.charAt(j - 1);
                int least = Math.min(last[j] + 1, row[j - 1] + 1);
                least = Math.min(least, last[j - 1] + (x == y ? 0 : 1));
                if (i > 1 && j > 1 && x == b.charAt(j - 2) && y == a.charAt(i - 2)) {
                    least = Math.min(least, beforeLast[j - 2] + 1);
                }
                row[j] = least;
            }
            int[] free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
        }
        return last[b.length()];
    }
}
