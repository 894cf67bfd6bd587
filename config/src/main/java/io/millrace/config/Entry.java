// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

/**
 * One property as it stands in a file, key and value without white space at their ends.
 *
 * @param key in full
 * @param value what counts, variables replaced
 * @param written the value before variables were replaced
 * @param hidden whether the value came from outside the file, so that only {@code written} is shown
 * @param origin the first line of the property
 * @param prose whether nothing or only white space stands between key and value: perhaps a sentence
 */
record Entry(
        String key, String value, String written, boolean hidden, Origin origin, boolean prose) {

    Entry(String key, String value, Origin origin, boolean prose) {
        this(key, value, value, false, origin, prose);
    }

    /** The same property with its variables replaced. */
    Entry resolved(String newValue, boolean isHidden) {
        return new Entry(key, newValue, written, isHidden, origin, prose);
    }

    /** The same property with a part of its value; a hidden one stays hidden. */
    Entry cut(String newValue) {
        return new Entry(key, newValue, hidden ? written : newValue, hidden, origin, prose);
    }

    int line() {
        return origin.line();
    }

    /** The value as it may be shown: as written, and nothing of a secret. */
    String shown() {
        return Secrets.shown(key, written);
    }
}
