// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.taildir;

import io.millrace.basic.source.follow.CompressedFile;
import io.millrace.basic.source.follow.OpenFile;
import io.millrace.basic.source.follow.RotatedName;
import io.millrace.host.Disk;
import io.millrace.host.DiskFile;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Opens files for what they hold: those whose names end in {@code .gz} or {@code .zst}
 * decompressed.
 */
final class Contents {
    private static final String GZIP = ".gz";
    private static final String ZSTD = ".zst";

    private Contents() {}

    static boolean isCompressed(Path path) {
        String name = path.toString();
        return name.endsWith(GZIP) || name.endsWith(ZSTD);
    }

    /** What a path names now; null if nothing is there, or what is there changes all the time. */
    static @Nullable OpenFile open(Disk disk, Path path) throws IOException {
        String name = path.toString();
        if (name.endsWith(GZIP)) {
            return OpenFile.open(disk, path, CompressedFile::gzip);
        }
        return name.endsWith(ZSTD)
                ? OpenFile.open(disk, path, CompressedFile::zstd)
                : OpenFile.open(disk, path);
    }

    /** Whether more of it may come by itself; an end of it was not seen yet. */
    static boolean isComplete(OpenFile file) {
        DiskFile content = file.content();
        return content instanceof CompressedFile compressed && compressed.isComplete();
    }

    /** The names that a file may have had before a rotation, and a compression, renamed it. */
    static List<Path> originals(Path path) {
        String name = String.valueOf(path.getFileName());
        List<Path> originals = new ArrayList<>();
        if (isCompressed(path)) {
            name = name.substring(0, name.lastIndexOf('.'));
            originals.add(path.resolveSibling(name));
        }
        for (String original : RotatedName.originals(name)) {
            originals.add(path.resolveSibling(original));
        }
        return originals;
    }
}
