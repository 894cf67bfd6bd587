// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

/**
 * Where something stands in a configuration.
 *
 * @param file the file, as the user named it
 * @param line counted from 1; 0 for the file as a whole
 */
public record Origin(String file, int line) {

    /** {@code flume.conf:17}, or {@code flume.conf} for the file as a whole. */
    @Override
    public String toString() {
        return line > 0 ? file + ":" + line : file;
    }
}
