// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.follow;

import io.millrace.host.Disk;
import io.millrace.host.DiskFile;
import io.millrace.host.FileFacts;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;

/**
 * A file that is being read: its handle, which stays good when the file is renamed or removed, its
 * identity, and how far it was read. Remembers the bytes at the start and those before the offset,
 * by which it is known again.
 */
public final class OpenFile implements AutoCloseable {
    private static final int ATTEMPTS = 10;

    private final DiskFile file;
    private final String identity;
    private long offset;
    private final byte[] head = new byte[FilePosition.Print.HEAD_BYTES];
    private int headLength;
    private final byte[] tail = new byte[FilePosition.Print.TAIL_BYTES];
    private int tailLength;

    /** {@code file} is closed with this. */
    public OpenFile(DiskFile file, String identity) {
        this.file = file;
        this.identity = identity;
    }

    /**
     * Opens what a path names now.
     *
     * @return null if nothing is there, or what is there changes all the time
     */
    public static @Nullable OpenFile open(Disk disk, Path path) throws IOException {
        return open(disk, path, file -> file);
    }

    /** The same for what a file holds in some form; {@code content} must not fail. */
    public static @Nullable OpenFile open(Disk disk, Path path, UnaryOperator<DiskFile> content)
            throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            var before = disk.factsIfPresent(path);
            if (before.isEmpty() || !before.get().isFile()) {
                return null;
            }
            DiskFile file;
            try {
                file = disk.open(path, Disk.Mode.READ);
            } catch (NoSuchFileException renamed) {
                continue;
            }
            // The path may have been given to another file between the two calls.
            var after = disk.factsIfPresent(path);
            if (after.map(FileFacts::identity).equals(before.map(FileFacts::identity))) {
                return new OpenFile(content.apply(file), before.get().identity());
            }
            file.close();
        }
        return null;
    }

    public String identity() {
        return identity;
    }

    /** What it is read through. */
    public DiskFile content() {
        return file;
    }

    /** Where the first byte lies that was not consumed. */
    public long offset() {
        return offset;
    }

    public long size() throws IOException {
        return file.size();
    }

    /**
     * Reads a range into an array.
     *
     * @return how many bytes; fewer than wanted only at the end of the file
     */
    public int read(byte[] target, int targetOffset, int length, long position) throws IOException {
        int read = 0;
        while (read < length) {
            int count = file.read(target, targetOffset + read, length - read, position + read);
            if (count < 0) {
                break;
            }
            read += count;
        }
        return read;
    }

    /** Says that the first {@code count} bytes of an array, which lay at the offset, are done. */
    public void consume(byte[] array, int count) {
        if (headLength < head.length) {
            int more = Math.min(head.length - headLength, count);
            System.arraycopy(array, 0, head, headLength, more);
            headLength += more;
        }
        int fresh = Math.min(count, tail.length);
        int kept = Math.min(tailLength, tail.length - fresh);
        System.arraycopy(tail, tailLength - kept, tail, 0, kept);
        System.arraycopy(array, count - fresh, tail, kept, fresh);
        tailLength = kept + fresh;
        offset += count;
    }

    /** Goes back to the start. */
    public void rewind() {
        offset = 0;
        headLength = 0;
        tailLength = 0;
    }

    /**
     * Goes to an offset, whatever stands before it.
     *
     * @return false if the file is shorter, or does not hold any more what was read; it stays where
     *     it was
     */
    public boolean skipTo(long target) throws IOException {
        Before before = before(target);
        // Looked at last: what was read for the new place is of the same file then.
        if (before == null || !isUnchanged()) {
            return false;
        }
        take(target, before);
        return true;
    }

    /**
     * Goes to a position if the file holds at least what the position says was read.
     *
     * @return false if it does not; it stays where it was
     */
    public boolean resume(FilePosition position) throws IOException {
        // What is remembered is what was compared: between two reads the file may be emptied.
        Before before = before(position.offset());
        if (before == null || !before.fits(position.print())) {
            return false;
        }
        take(position.offset(), before);
        return true;
    }

    /** The first bytes of a file and the last ones before an offset. */
    private record Before(byte[] head, byte[] tail) {
        boolean fits(FilePosition.Print print) {
            return print.headLength() == head.length
                    && print.tailLength() == tail.length
                    && crc(head, 0, head.length) == print.headCrc()
                    && crc(tail, 0, tail.length) == print.tailCrc();
        }
    }

    /** Null if the file ends before the offset. */
    private @Nullable Before before(long target) throws IOException {
        byte[] first = new byte[(int) Math.min(head.length, target)];
        byte[] last = new byte[(int) Math.min(tail.length, target)];
        boolean isThere =
                read(first, 0, first.length, 0) == first.length
                        && read(last, 0, last.length, target - last.length) == last.length;
        return isThere ? new Before(first, last) : null;
    }

    private void take(long target, Before before) {
        System.arraycopy(before.head, 0, head, 0, before.head.length);
        headLength = before.head.length;
        System.arraycopy(before.tail, 0, tail, 0, before.tail.length);
        tailLength = before.tail.length;
        offset = target;
    }

    /** What the file holds before the offset, as it was when it was read. */
    public FilePosition.Print print() {
        return new FilePosition.Print(
                headLength, crc(head, 0, headLength), tailLength, crc(tail, 0, tailLength));
    }

    /** Whether the file holds at least what a position says was read. */
    public boolean holds(FilePosition position) throws IOException {
        Before before = before(position.offset());
        return before != null && before.fits(position.print());
    }

    /** Whether the file begins as one did that a position is about. */
    public boolean holdsHead(FilePosition position) throws IOException {
        FilePosition.Print print = position.print();
        byte[] bytes = new byte[print.headLength()];
        return read(bytes, 0, bytes.length, 0) == bytes.length
                && crc(bytes, 0, bytes.length) == print.headCrc();
    }

    /** Whether the bytes before the offset are still those that were read. */
    public boolean isUnchanged() throws IOException {
        byte[] bytes = new byte[tailLength];
        return read(bytes, 0, tailLength, offset - tailLength) == tailLength
                && Arrays.equals(bytes, 0, tailLength, tail, 0, tailLength);
    }

    private static int crc(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
