// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.disk;

import java.nio.file.Path;

/**
 * One operation of the disk, a failpoint.
 *
 * @param number counted from 1 over the life of the media
 * @param kind what is done
 * @param path to what; for a move, the source
 * @param position in the file, or 0
 * @param length in bytes, or 0
 */
public record Operation(long number, Kind kind, Path path, long position, int length) {

    /** What is done to the disk. */
    public enum Kind {
        OPEN,
        READ,
        WRITE,
        TRUNCATE,
        SYNC,
        CLOSE,
        FACTS,
        LIST,
        CREATE_DIRECTORY,
        DELETE,
        MOVE,
        SYNC_DIRECTORY,
        LOCK,
        USABLE;

        /** Whether it changes what the disk holds or makes it durable. */
        public boolean isChange() {
            return switch (this) {
                case OPEN, WRITE, TRUNCATE, SYNC, CREATE_DIRECTORY, DELETE, MOVE, SYNC_DIRECTORY ->
                        true;
                case READ, CLOSE, FACTS, LIST, LOCK, USABLE -> false;
            };
        }
    }

    @Override
    public String toString() {
        return "%d %s %s%s"
                .formatted(number, kind, path, length > 0 ? " @" + position + "+" + length : "");
    }
}
