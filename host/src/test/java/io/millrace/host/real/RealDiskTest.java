// SPDX-License-Identifier: Apache-2.0
package io.millrace.host.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.host.Disk;
import io.millrace.host.DiskFile;
import io.millrace.host.FileFacts;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.stream.IntStream;

class RealDiskTest {
    private final Disk disk = new RealDisk();

    @TempDir private Path directory;

    @Test
    void readsAtAnyPositionUntilTheEnd() throws IOException {
        Path path = file("hello");
        byte[] target = new byte[10];
        try (DiskFile file = disk.open(path, Disk.Mode.READ)) {
            assertThat(file.read(target, 2, 3, 1)).isEqualTo(3);
            assertThat(new String(target, 2, 3, StandardCharsets.UTF_8)).isEqualTo("ell");
            assertThat(file.read(target, 0, 10, 3)).isEqualTo(2);
            assertThat(file.read(target, 0, 10, 5)).isEqualTo(-1);
            assertThat(file.read(target, 0, 10, 500)).isEqualTo(-1);
            assertThat(file.size()).isEqualTo(5);
        }
    }

    @Test
    void readsWhatWasAppendedAfterTheEndWasSeen() throws IOException {
        Path path = file("a");
        byte[] target = new byte[4];
        try (DiskFile reader = disk.open(path, Disk.Mode.READ);
                DiskFile writer = disk.open(path, Disk.Mode.APPEND)) {
            assertThat(reader.read(target, 0, 4, 1)).isEqualTo(-1);
            writer.write("bc".getBytes(StandardCharsets.UTF_8), 0, 2);
            assertThat(reader.read(target, 0, 4, 1)).isEqualTo(2);
            assertThat(reader.size()).isEqualTo(3);
        }
    }

    @Test
    void writesAnywhereInAFileOpenedForUpdate() throws IOException {
        Path path = file("hello");
        byte[] target = new byte[10];
        try (DiskFile file = disk.open(path, Disk.Mode.UPDATE)) {
            file.writeAt(1, ByteBuffer.wrap("aa".getBytes(StandardCharsets.UTF_8)));
            file.writeAt(7, ByteBuffer.wrap("z".getBytes(StandardCharsets.UTF_8)));
            file.syncData();
            assertThat(file.size()).isEqualTo(8);
            assertThat(file.read(target, 0, 10, 0)).isEqualTo(8);
        }
        assertThat(Files.readString(path)).isEqualTo("haalo\0\0z");
    }

    @Test
    void readsOnlyWhatExists() {
        Path missing = directory.resolve("missing");
        assertThatThrownBy(() -> disk.open(missing, Disk.Mode.READ))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining(missing.toString());
        assertThat(missing).doesNotExist();
    }

    @Test
    void appendsBehindWhatIsThere() throws IOException {
        Path path = directory.resolve("new");
        write(path, Disk.Mode.APPEND, "one");
        write(path, Disk.Mode.APPEND, "two");
        assertThat(path).hasContent("onetwo");
    }

    @Test
    void emptiesAFileThatItTruncates() throws IOException {
        Path path = file("something long");
        write(path, Disk.Mode.TRUNCATE, "x");
        assertThat(path).hasContent("x");
        write(directory.resolve("other"), Disk.Mode.TRUNCATE, "y");
        assertThat(directory.resolve("other")).hasContent("y");
    }

    @Test
    void createsNewFilesAlone() throws IOException {
        Path path = directory.resolve("once");
        write(path, Disk.Mode.CREATE_NEW, "first");
        assertThatThrownBy(() -> disk.open(path, Disk.Mode.CREATE_NEW))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining(path.toString());
        assertThat(path).hasContent("first");
    }

    @Test
    void namesThePathThatCannotBeWritten() {
        for (Disk.Mode mode :
                new Disk.Mode[] {Disk.Mode.APPEND, Disk.Mode.TRUNCATE, Disk.Mode.CREATE_NEW}) {
            assertThatThrownBy(() -> disk.open(directory, mode))
                    .as(mode.toString())
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining(directory.toString());
            Path below = directory.resolve("no").resolve("file");
            assertThatThrownBy(() -> disk.open(below, mode))
                    .as(mode.toString())
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining(below.toString());
        }
    }

    @Test
    void writesAllBuffersHoweverMany() throws IOException {
        Path path = directory.resolve("many");
        // More than one call of the system takes, with empty ones among them.
        ByteBuffer[] buffers =
                IntStream.range(0, 5000)
                        .mapToObj(
                                i -> ByteBuffer.wrap(new byte[] {(byte) i}, 0, i % 3 == 0 ? 0 : 1))
                        .toArray(ByteBuffer[]::new);
        try (DiskFile file = disk.open(path, Disk.Mode.CREATE_NEW)) {
            file.write(buffers);
            file.write();
            file.sync();
        }
        byte[] written = Files.readAllBytes(path);
        int at = 0;
        for (int i = 0; i < 5000; i++) {
            if (i % 3 != 0) {
                assertThat(written[at++]).isEqualTo((byte) i);
            }
        }
        assertThat(at).isEqualTo(written.length);
    }

    @Test
    void goesOnWhereAFileWasCut() throws IOException {
        Path path = file("0123456789");
        try (DiskFile file = disk.open(path, Disk.Mode.APPEND)) {
            file.truncate(4);
            assertThat(file.size()).isEqualTo(4);
            file.write("x".getBytes(StandardCharsets.UTF_8), 0, 1);
            file.sync();
        }
        assertThat(path).hasContent("0123x");
    }

    @Test
    void saysWhatAPathNames() throws IOException {
        Path path = file("12345");
        FileFacts facts = disk.facts(path);
        assertThat(facts.isFile()).isTrue();
        assertThat(facts.isDirectory()).isFalse();
        assertThat(facts.size()).isEqualTo(5);
        assertThat(facts.modifiedMillis())
                .isCloseTo(new RealClock().millis(), Offset.offset(600_000L));
        assertThat(disk.facts(directory).isDirectory()).isTrue();
        assertThat(disk.facts(directory).isFile()).isFalse();
        Path device = Path.of("/dev/null");
        if (Files.exists(device)) {
            assertThat(disk.facts(device).kind()).isEqualTo(FileFacts.Kind.OTHER);
        }
    }

    @Test
    void saysThatNothingIsThere() throws IOException {
        Path missing = directory.resolve("missing");
        assertThat(disk.factsIfPresent(missing)).isEmpty();
        assertThat(disk.factsIfPresent(file("x"))).isPresent();
        assertThatThrownBy(() -> disk.facts(missing))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining(missing.toString());
    }

    @Test
    void knowsAFileByItsIdentityUnderOtherNames() throws IOException {
        Path path = file("a");
        String identity = disk.facts(path).identity();
        assertThat(identity).isNotEmpty();

        Path other = directory.resolve("other");
        Files.writeString(other, "a");
        assertThat(disk.facts(other).identity()).isNotEqualTo(identity);

        Path link = directory.resolve("link");
        Files.createLink(link, path);
        Path symbolic = directory.resolve("symbolic");
        Files.createSymbolicLink(symbolic, path);
        assertThat(disk.facts(link).identity()).isEqualTo(identity);
        assertThat(disk.facts(symbolic).identity()).isEqualTo(identity);

        write(path, Disk.Mode.APPEND, "more");
        Path moved = directory.resolve("moved");
        disk.move(path, moved);
        assertThat(disk.facts(moved).identity()).isEqualTo(identity);
    }

    @Test
    void listsEntriesByName() throws IOException {
        for (String name : new String[] {"b", "a10", "a9", ".hidden", "ä", "Z"}) {
            Files.writeString(directory.resolve(name), "");
        }
        assertThat(disk.list(directory))
                .extracting(path -> path.getFileName().toString())
                .containsExactly(".hidden", "Z", "a10", "a9", "b", "ä");
        assertThatThrownBy(() -> disk.list(directory.resolve("a9")))
                .isInstanceOf(NotDirectoryException.class)
                .hasMessageContaining("a9");
    }

    @Test
    void makesDirectoriesThatMayBeThereAlready() throws IOException {
        Path deep = directory.resolve("a").resolve("b");
        disk.createDirectories(deep);
        disk.createDirectories(deep);
        assertThat(deep).isDirectory();
        Path link = directory.resolve("link");
        Files.createSymbolicLink(link, deep);
        disk.createDirectories(link);
        assertThat(disk.facts(link).isDirectory()).isTrue();
        assertThatThrownBy(() -> disk.createDirectories(file("x")))
                .isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void deletesFilesAndEmptyDirectories() throws IOException {
        Path path = file("x");
        assertThatThrownBy(() -> disk.delete(directory))
                .isInstanceOf(DirectoryNotEmptyException.class);
        disk.delete(path);
        disk.delete(path);
        assertThat(path).doesNotExist();
        Path empty = directory.resolve("empty");
        disk.createDirectories(empty);
        disk.delete(empty);
        assertThat(empty).doesNotExist();
    }

    @Test
    void replacesTheTargetOfAMove() throws IOException {
        Path source = file("new");
        Path target = directory.resolve("target");
        Files.writeString(target, "old");
        disk.move(source, target);
        disk.syncDirectory(directory);
        assertThat(target).hasContent("new");
        assertThat(source).doesNotExist();
        assertThatThrownBy(() -> disk.move(source, target))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining(source.toString());
        assertThat(target).hasContent("new");
    }

    @Test
    void saysHowMuchCanBeWritten() throws IOException {
        assertThat(disk.usableBytes(directory)).isPositive();
        assertThatThrownBy(() -> disk.usableBytes(directory.resolve("missing")))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void closesAFileMoreThanOnce() throws IOException {
        DiskFile file = disk.open(file("x"), Disk.Mode.READ);
        file.close();
        file.close();
        assertThatThrownBy(() -> file.read(new byte[1], 0, 1, 0)).isInstanceOf(IOException.class);
    }

    private Path file(String content) throws IOException {
        Path path = directory.resolve("file");
        Files.writeString(path, content);
        return path;
    }

    private void write(Path path, Disk.Mode mode, String text) throws IOException {
        byte[] bytes = (" " + text).getBytes(StandardCharsets.UTF_8);
        try (DiskFile file = disk.open(path, mode)) {
            file.write(bytes, 1, bytes.length - 1);
        }
    }
}
