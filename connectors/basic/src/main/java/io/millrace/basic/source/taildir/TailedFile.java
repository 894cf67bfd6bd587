// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.taildir;

import io.millrace.basic.source.follow.Cursor;
import io.millrace.basic.source.follow.FilePosition;
import io.millrace.basic.source.follow.OpenFile;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;

/** A file that is followed: what it is, where it is, how far it is read, when it is next. */
final class TailedFile {
    private static final FilePosition.Print NO_PRINT = new FilePosition.Print(0, 0, 0, 0);

    /** Device and inode. */
    final String identity;

    FileGroup group;

    /** The name that it has now, or had last. */
    Path path;

    /** Whether the name is still its own; else it is reachable by its handle alone. */
    boolean isNamed = true;

    Cursor cursor;

    /** Null while it is closed. */
    @Nullable OpenFile open;

    /** Where to go on while it is closed. */
    FilePosition place;

    /** Behind what the channels hold. */
    long accepted;

    /** The size up to which all of it was read that is complete, or -1 if that is not known. */
    long size = -1;

    /** The time of its last change when it had that size. */
    long modifiedMillis;

    /** When it was found, the time of its last change. */
    long foundMillis;

    /** When it grew last. */
    long activeNanos;

    /** When its turn is; of those with the same time the lowest turn is first. */
    long dueNanos;

    long turn;

    /** When its name was asked for last. */
    long namedNanos;

    /** When its name was lost. */
    long lostNanos;

    /** The file that this may be a rotation's copy of, until that is known. */
    @Nullable TailedFile original;

    /** Whether it is known not to be a rotation's copy of another file. */
    boolean isOwn;

    /** How many failures in a row. */
    int failures;

    /** What it added to the number of unread bytes. */
    long unread;

    TailedFile(String identity, FileGroup group, Path path, Cursor cursor) {
        this.identity = identity;
        this.group = group;
        this.path = path;
        this.cursor = cursor;
        this.place = start(identity, 0);
        describe();
    }

    /** It may have another name, group or stream than before. */
    void describe() {
        cursor.describe(path.toString(), group.headers(path));
    }

    /** A place in a file of which nothing is known. */
    static FilePosition start(String identity, long offset) {
        return new FilePosition(identity, offset, 0, 0, NO_PRINT, "");
    }

    /** Goes on with a stream at a place. */
    void goOn(Cursor stream, FilePosition at) {
        cursor = stream;
        place = at;
        accepted = at.offset();
        describe();
    }

    FilePosition position() {
        OpenFile file = open;
        return file == null ? place : cursor.position(file);
    }

    long offset() {
        OpenFile file = open;
        return file == null ? place.offset() : file.offset();
    }

    /** Whether nothing of it was read or skipped. */
    boolean isUntouched() {
        return offset() == 0;
    }

    void opened(OpenFile file) {
        open = file;
        cursor.turned();
    }

    void close() throws IOException {
        OpenFile file = open;
        if (file != null) {
            place = cursor.position(file);
            open = null;
            file.close();
        }
    }
}
