// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import java.io.IOException;

/**
 * What the record says of a file that is being written, and whether that is all that counts of it.
 * For one thread at a time.
 */
final class RecordedFile {
    private final WriteRecord record;
    private final long id;
    private final boolean exact;
    private final long start;
    private long committed;

    /**
     * @param exact whether what is not committed is cut off
     * @param start the length that the file had before
     */
    private RecordedFile(WriteRecord record, long id, boolean exact, long start) {
        this.record = record;
        this.id = id;
        this.exact = exact;
        this.start = start;
        this.committed = start;
    }

    static RecordedFile begin(WriteRecord record, boolean exact, FileNames.Pair names, long start)
            throws IOException {
        return new RecordedFile(record, record.begin(names, start), exact, start);
    }

    RecordContents.Length length(long bytes, boolean ended) {
        return new RecordContents.Length(id, bytes, ended);
    }

    void committed(long bytes) {
        committed = bytes;
    }

    /** How many bytes count. */
    long committed() {
        return committed;
    }

    /** Whether it began with nothing. */
    boolean isNew() {
        return start == 0;
    }

    /** Its number in the record. */
    long id() {
        return id;
    }

    boolean isExact() {
        return exact;
    }

    /** To be called before anything is cut off. */
    void requireSound() throws IOException {
        record.requireSound();
    }

    void settled() {
        record.settled(id);
    }

    @Override
    public String toString() {
        return "file " + id + " from " + start;
    }
}
