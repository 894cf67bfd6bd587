// SPDX-License-Identifier: Apache-2.0
package io.millrace.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.airlift.compress.v3.bzip2.BZip2HadoopStreams;
import io.airlift.compress.v3.lz4.Lz4FrameJavaDecompressor;
import io.airlift.compress.v3.zstd.ZstdInputStream;
import io.millrace.testkit.TestFiles;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPInputStream;

class CompressionTest {
    @TempDir private Path directory;

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();
    private final ByteArrayOutputStream plain = new ByteArrayOutputStream();

    @ParameterizedTest
    @EnumSource
    void makesPiecesThatCanBeReadByThemselves(Compression compression) throws Exception {
        Random random = new Random(3);
        try (CompressedOutput out = compression.open(Optional.empty(), file::write)) {
            for (int piece = 0; piece < 20; piece++) {
                file.reset();
                byte[] body = new byte[1 + random.nextInt(70_000)];
                if (piece % 3 == 0) {
                    random.nextBytes(body);
                }
                out.write(body, 0, body.length);
                out.endPiece();
                assertThat(read(compression, file.toByteArray(), body.length)).isEqualTo(body);
                file.reset();
                out.endPiece();
                assertThat(file.size()).isZero();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void writesWhatTheToolOfTheSameNameReads(Compression compression) throws Exception {
        String tool = compression.name().toLowerCase(Locale.ROOT);
        assumeTrue(isThere(tool), "needs " + tool);
        write(compression, Optional.empty(), 20);
        if (compression.takesLevelsHere()) {
            write(compression, Optional.of(1), 10);
            write(compression, Optional.of(compression.mostLevel()), 10);
        }
        Path path = directory.resolve("file" + compression.extension());
        TestFiles.write(path, file.toByteArray());
        assertThat(run(directory.resolve("t"), tool, "-t", path.toString())).isZero();
        Path read = directory.resolve("read");
        assertThat(run(read, tool, "-dc", path.toString())).isZero();
        assertThat(read).hasBinaryContent(plain.toByteArray());
    }

    @ParameterizedTest
    @EnumSource(names = "LZ4", mode = EnumSource.Mode.EXCLUDE)
    void getsSmallerWithTheLevel(Compression compression) throws Exception {
        assumeTrue(compression.takesLevelsHere(), "takes no levels here");
        byte[] body = words(300_000);
        assertThat(bytes(compression, compression.mostLevel(), body))
                .isLessThan(bytes(compression, 1, body));
    }

    private int bytes(Compression compression, int level, byte[] body) throws IOException {
        file.reset();
        try (CompressedOutput out = compression.open(Optional.of(level), file::write)) {
            out.write(body, 0, body.length);
            out.endPiece();
        }
        return file.size();
    }

    private static byte[] words(int bytes) {
        Random random = new Random(11);
        byte[] words = new byte[20_000];
        random.nextBytes(words);
        byte[] text = new byte[bytes];
        for (int at = 0; at + 16 <= bytes; at += 5 + random.nextInt(12)) {
            System.arraycopy(words, random.nextInt(words.length - 16), text, at, 16);
        }
        return text;
    }

    private void write(Compression compression, Optional<Integer> level, int pieces)
            throws IOException {
        Random random = new Random(7);
        try (CompressedOutput out = compression.open(level, file::write)) {
            for (int piece = 0; piece < pieces; piece++) {
                byte[] body = new byte[random.nextInt(piece % 7 == 6 ? 1_500_000 : 9000)];
                if (piece % 3 == 0) {
                    random.nextBytes(body);
                }
                out.write(body, 0, body.length);
                out.endPiece();
                plain.write(body);
            }
        }
    }

    private static byte[] read(Compression compression, byte[] bytes, int length)
            throws IOException {
        if (compression == Compression.LZ4) {
            byte[] read = new byte[length];
            int count =
                    new Lz4FrameJavaDecompressor()
                            .decompress(bytes, 0, bytes.length, read, 0, length);
            return Arrays.copyOf(read, count);
        }
        InputStream in = new ByteArrayInputStream(bytes);
        try (InputStream plain =
                switch (compression) {
                    case GZIP -> new GZIPInputStream(in);
                    case BZIP2 -> new BZip2HadoopStreams().createInputStream(in);
                    case ZSTD -> new ZstdInputStream(in);
                    case LZ4 -> in;
                }) {
            return plain.readAllBytes();
        }
    }

    private boolean isThere(String tool) throws InterruptedException {
        try {
            return run(directory.resolve("version"), tool, "--version") == 0;
        } catch (IOException missing) {
            return false;
        }
    }

    private static int run(Path output, String... command)
            throws IOException, InterruptedException {
        Files.deleteIfExists(output);
        Process process =
                new ProcessBuilder(command)
                        .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                        .redirectOutput(output.toFile())
                        .redirectError(Redirect.DISCARD)
                        .start();
        return process.waitFor();
    }
}
