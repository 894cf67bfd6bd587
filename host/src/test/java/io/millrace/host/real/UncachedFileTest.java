// SPDX-License-Identifier: Apache-2.0
package io.millrace.host.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.host.Disk;
import io.millrace.host.DiskFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.SplittableRandom;

class UncachedFileTest {
    private final Disk disk = new RealDisk();

    @TempDir private Path directory;

    private DiskFile created(Path path) throws IOException {
        return disk.open(path, Disk.Mode.CREATE_UNCACHED);
    }

    /** Pieces of all sizes one behind the other, with cuts, are what was written. */
    @Test
    void keepsWhatIsAppendedInPiecesOfAllSizes() throws IOException {
        int[] sizes = {1, 100, 4095, 4096, 4097, 65_535, 65_536, 70_000, 200_000, 262_144, 600_001};
        SplittableRandom random = new SplittableRandom(7);
        Path path = directory.resolve("a");
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        try (DiskFile file = created(path)) {
            for (int i = 0; i < 60; i++) {
                byte[] bytes = new byte[sizes[random.nextInt(sizes.length)] + 10];
                random.nextBytes(bytes);
                file.write(bytes, 10, bytes.length - 10);
                expected.write(bytes, 10, bytes.length - 10);
                if (i % 7 == 0) {
                    file.sync();
                }
                if (i % 11 == 10) {
                    int left = expected.size() - random.nextInt(bytes.length);
                    file.truncate(left);
                    byte[] cut = Arrays.copyOf(expected.toByteArray(), left);
                    expected.reset();
                    expected.write(cut);
                }
                assertThat(file.size()).isEqualTo(expected.size());
            }
            file.write(ByteBuffer.wrap(new byte[] {1, 2}), ByteBuffer.wrap(new byte[] {3}));
            expected.write(new byte[] {1, 2, 3});
            // Whoever follows the file sees all of it before it is synced or closed.
            assertThat(Files.readAllBytes(path)).isEqualTo(expected.toByteArray());
            file.syncData();
        }
        assertThat(Files.readAllBytes(path)).isEqualTo(expected.toByteArray());
    }

    @Test
    void isOnlyForNewFiles() throws IOException {
        Path path = Files.createFile(directory.resolve("there"));
        assertThatThrownBy(() -> created(path)).isInstanceOf(FileAlreadyExistsException.class);
        try (DiskFile file = created(directory.resolve("new"))) {
            assertThatThrownBy(() -> file.read(new byte[1], 0, 1, 0))
                    .isInstanceOfAny(NonReadableChannelException.class);
        }
    }

    /** A file system in memory has no disk to write past its cache to, or may pretend to. */
    @Test
    void worksWhereTheFileSystemCannot() throws IOException {
        Path memory = Path.of("/dev/shm");
        assumeTrue(Files.isWritable(memory));
        Path path = memory.resolve("millrace-uncached-" + ProcessHandle.current().pid());
        byte[] bytes = new byte[300_000];
        Arrays.fill(bytes, (byte) 'x');
        try (DiskFile file = created(path)) {
            file.write(bytes, 0, bytes.length);
            file.sync();
            assertThat(Files.readAllBytes(path)).isEqualTo(bytes);
        } finally {
            Files.deleteIfExists(path);
        }
    }

    /** Or nothing of this class would have been tested above. */
    @Test
    void goesPastTheCacheOfTheDiskOfTheBuild() throws IOException {
        Path path = directory.resolve("b");
        try (FileChannel cached =
                FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            assumeTrue(UncachedFile.of(path, cached).isPresent(), "the disk's file system");
        }
    }
}
