// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * What the lines of some files are, in whatever order: how many, and the sum of their checksums.
 *
 * @param lines how many
 * @param checksums the CRC32C of each line with its line feed, added up
 */
public record LineSum(long lines, long checksums) {
    private static final int BLOCK = 256 * 1024;

    /** Of the files of a directory, hidden ones left out. */
    public static LineSum of(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return of(
                    files.filter(file -> !file.getFileName().toString().startsWith(".")).toList());
        }
    }

    /** Of these files; bytes behind the last line feed count as a line. */
    public static LineSum of(List<Path> files) throws IOException {
        long lines = 0;
        long checksums = 0;
        byte[] block = new byte[BLOCK];
        CRC32C crc = new CRC32C();
        for (Path file : files) {
            boolean isOpen = false;
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                int end;
                while ((end = channel.read(ByteBuffer.wrap(block))) >= 0) {
                    int start = 0;
                    for (int at = 0; at < end; at++) {
                        if (block[at] == '\n') {
                            crc.update(block, start, at + 1 - start);
                            checksums += crc.getValue();
                            crc.reset();
                            lines++;
                            start = at + 1;
                        }
                    }
                    crc.update(block, start, end - start);
                    isOpen = end > 0 ? start < end : isOpen;
                }
            }
            if (isOpen) {
                checksums += crc.getValue();
                crc.reset();
                lines++;
            }
        }
        return new LineSum(lines, checksums);
    }
}
