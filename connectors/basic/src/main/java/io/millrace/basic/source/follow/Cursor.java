// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.follow;

import io.millrace.frame.StreamPosition;

import java.util.Map;

/**
 * How far a stream is read. A stream goes on over several files when one is the other's copy or
 * successor.
 */
public final class Cursor {
    private static final int USUAL_LINE_BYTES = 128;

    private final String stream;
    private final long epoch;
    private Map<String, String> headers = Map.of();
    private String path = "";

    /** Whether it is known to the channels, or to the source, where the stream begins. */
    boolean isBegun = true;

    long nextOrdinal;
    long readMillis;
    int bytesPerEvent = USUAL_LINE_BYTES;

    /** The size of the file at the last attempt that completed nothing, or -1. */
    long triedSize = -1;

    Framing.Rest triedRest = Framing.Rest.COMES;

    /** How far a line that is too long was searched for its end. */
    long scanned;

    long size;
    long offset;

    /**
     * @param nextOrdinal the number of the next line
     * @param readMillis the wall clock when the line before it was read
     */
    public Cursor(String stream, long epoch, long nextOrdinal, long readMillis) {
        this.stream = stream;
        this.epoch = epoch;
        this.nextOrdinal = nextOrdinal;
        this.readMillis = readMillis;
    }

    /** A stream of which nobody knows yet. */
    public static Cursor fresh(String stream, long epoch, long nowMillis) {
        Cursor cursor = new Cursor(stream, epoch, 0, nowMillis);
        cursor.isBegun = false;
        return cursor;
    }

    public String stream() {
        return stream;
    }

    public long epoch() {
        return epoch;
    }

    public long nextOrdinal() {
        return nextOrdinal;
    }

    public long readMillis() {
        return readMillis;
    }

    /** Says what the file is called now, and the headers of all events to come from it. */
    public void describe(String path, Map<String, String> headers) {
        this.path = path;
        this.headers = headers;
    }

    Map<String, String> headers() {
        return headers;
    }

    /** Says that the next read is from another file, or from another place. */
    public void turned() {
        triedSize = -1;
        scanned = 0;
        size = 0;
    }

    /** The size of the file when it was looked at last. */
    public long knownSize() {
        return size;
    }

    public long unreadBytes() {
        return Math.max(0, size - offset);
    }

    /** Where the stream starts if it starts with this file. */
    public StreamPosition start(OpenFile file, long nowMillis) {
        readMillis = nowMillis;
        return new StreamPosition(stream, epoch, nextOrdinal, position(file).encode());
    }

    /** Where the stream goes on. */
    public FilePosition position(OpenFile file) {
        return new FilePosition(
                file.identity(), file.offset(), nextOrdinal, readMillis, file.print(), path);
    }
}
