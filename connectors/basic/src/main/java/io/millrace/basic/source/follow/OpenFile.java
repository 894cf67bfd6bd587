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

    /** Goes to an offset and remembers what stands before it. */
    public void seek(long target) throws IOException {
        headLength = read(head, 0, (int) Math.min(head.length, target), 0);
        int wanted = (int) Math.min(tail.length, target);
        tailLength = read(tail, 0, wanted, target - wanted);
        offset = target;
    }

    /** What the file holds before the offset, as it was when it was read. */
    public FilePosition.Print print() {
        return new FilePosition.Print(
                headLength, crc(head, headLength), tailLength, crc(tail, tailLength));
    }

    /** Whether the file holds at least what a position says was read. */
    public boolean holds(FilePosition position) throws IOException {
        if (!holdsHead(position)) {
            return false;
        }
        FilePosition.Print print = position.print();
        byte[] bytes = new byte[FilePosition.Print.TAIL_BYTES];
        long tailAt = position.offset() - print.tailLength();
        boolean holdsTail =
                read(bytes, 0, print.tailLength(), tailAt) == print.tailLength()
                        && crc(bytes, print.tailLength()) == print.tailCrc();
        // Of what is decompressed the size is known only after reading up to there.
        return holdsTail && size() >= position.offset();
    }

    /** Whether the file begins as one did that a position is about. */
    public boolean holdsHead(FilePosition position) throws IOException {
        FilePosition.Print print = position.print();
        byte[] bytes = new byte[print.headLength()];
        return read(bytes, 0, bytes.length, 0) == bytes.length
                && crc(bytes, bytes.length) == print.headCrc();
    }

    /** Whether the bytes before the offset are still those that were read. */
    public boolean isUnchanged() throws IOException {
        byte[] bytes = new byte[tailLength];
        return read(bytes, 0, tailLength, offset - tailLength) == tailLength
                && Arrays.equals(bytes, 0, tailLength, tail, 0, tailLength);
    }

    private static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
