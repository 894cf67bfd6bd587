// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.spool;

import io.millrace.basic.source.follow.CompressedFile;
import io.millrace.basic.source.follow.OpenFile;
import io.millrace.host.Disk;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;

/** Opens files for what they hold: those whose names say that they are compressed, decompressed. */
final class SpoolContents {
    private static final String GZIP = ".gz";
    private static final String ZSTD = ".zst";

    private SpoolContents() {}

    static boolean isCompressed(SpoolConfig config, Path path) {
        String name = config.original(path).toString();
        return config.isDecompressing() && (name.endsWith(GZIP) || name.endsWith(ZSTD));
    }

    /** What a path names now; null if nothing is there. */
    static @Nullable OpenFile open(SpoolConfig config, Disk disk, Path path) throws IOException {
        if (!isCompressed(config, path)) {
            return OpenFile.open(disk, path);
        }
        return OpenFile.open(
                disk,
                path,
                config.original(path).toString().endsWith(GZIP)
                        ? CompressedFile::gzip
                        : CompressedFile::zstd);
    }

    /** Whether all that is there was read. */
    static boolean isAtEnd(OpenFile open) throws IOException {
        return open.offset() >= open.size() && !isCut(open);
    }

    /** Whether there would have to be more. */
    static boolean isCut(OpenFile open) {
        return open.content() instanceof CompressedFile compressed && !compressed.isComplete();
    }
}
