// SPDX-License-Identifier: Apache-2.0
package io.millrace.host;

/**
 * What the file system says of a path at one moment.
 *
 * @param kind whether it is a file that can be read, a directory, or neither
 * @param size in bytes
 * @param modifiedMillis time of the last change, milliseconds since 1970-01-01 UTC
 * @param identity device and inode as one text, equal for two names of one file; a removed file's
 *     identity may be used again by a new one; empty where the file system has none
 */
public record FileFacts(Kind kind, long size, long modifiedMillis, String identity) {

    /** What a path names. */
    public enum Kind {
        FILE,
        DIRECTORY,
        OTHER
    }

    public boolean isFile() {
        return kind == Kind.FILE;
    }

    public boolean isDirectory() {
        return kind == Kind.DIRECTORY;
    }
}
