// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent;

/**
 * Colours for a terminal.
 *
 * @param on whether escape sequences are written at all
 */
public record Paint(boolean on) {
    /** Plain text. */
    public static final Paint NONE = new Paint(false);

    /** In bold. */
    public String bold(String text) {
        return paint("1", text);
    }

    /** In red, for errors. */
    public String red(String text) {
        return paint("31", text);
    }

    /** In yellow, for warnings. */
    public String yellow(String text) {
        return paint("33", text);
    }

    /** In green, for what is well. */
    public String green(String text) {
        return paint("32", text);
    }

    private String paint(String code, String text) {
        return on ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
