// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi;

/**
 * Something a user must know of: one model for files, start, run time, and every surface.
 *
 * @param code {@code MR-nnnn}; what {@code millrace explain} takes
 * @param severity how bad it is
 * @param place file and line, or the component; the engine adds it for components
 * @param key the property that is meant, in full ({@code a1.sinks.k1.hdfs.path}), or empty
 * @param what what is wrong, in the user's words and with the user's value
 * @param effect what happens to the flow and its data
 * @param remedy what to do, or empty
 */
public record Problem(
        String code,
        Severity severity,
        String place,
        String key,
        String what,
        String effect,
        String remedy) {

    /** How bad a problem is. */
    public enum Severity {
        /** A component will not run, or does not run now. */
        ERROR,
        /** It runs otherwise than written. */
        WARNING,
        /** It runs as written; there is a better way. */
        HINT
    }

    /** The same problem at a place. */
    public Problem at(String place, String key) {
        return new Problem(code, severity, place, key, what, effect, remedy);
    }
}
