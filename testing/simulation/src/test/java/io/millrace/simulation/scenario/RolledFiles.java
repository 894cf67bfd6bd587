// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.scenario;

import io.millrace.basic.sink.FileRollConfig;
import io.millrace.formats.Compression;
import io.millrace.formats.Sum;
import io.millrace.simulation.World;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** The sink file_roll at the end of a flow, and the lines that are in its directory. */
final class RolledFiles {
    private RolledFiles() {}

    static FileRollConfig config(Path directory, SplittableRandom random) {
        return new FileRollConfig(
                directory,
                Duration.ofMillis(200 + random.nextInt(3_000)),
                "text",
                Map.of(),
                1 + random.nextInt(40),
                "DEFAULT",
                "",
                "",
                Optional.of(FileRollConfig.Sync.BATCH),
                Optional.empty(),
                random.nextInt(3) == 0 ? Optional.of(Compression.GZIP) : Optional.empty(),
                Optional.empty(),
                random.nextInt(3) == 0,
                Sum.Algorithm.CRC32C,
                Optional.empty(),
                random.nextInt(3) == 0);
    }

    /** How often each line is there, by its number. */
    static Map<Long, Integer> counts(World world, Path directory) throws IOException {
        Map<Long, Integer> counts = new TreeMap<>();
        for (String line : lines(world, directory)) {
            counts.merge(LogWriter.number(line), 1, Integer::sum);
        }
        counts.remove(-1L);
        return counts;
    }

    /** What is there and is none of the lines as they were written, nor empty. */
    static List<String> others(World world, Path directory) throws IOException {
        return lines(world, directory).stream()
                .filter(line -> !line.isEmpty() && LogWriter.number(line) < 0)
                .toList();
    }

    private static List<String> lines(World world, Path directory) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path path : world.disk().files()) {
            String name = String.valueOf(path.getFileName());
            if (path.startsWith(directory) && !name.contains("manifest")) {
                lines.addAll(List.of(text(name, world.disk().content(path)).split("\n", -1)));
            }
        }
        return lines;
    }

    /** As much as can be read: while it is written, a piece of a compressed file may be cut. */
    private static String text(String name, byte[] bytes) throws IOException {
        if (!name.endsWith(".gz") || bytes.length == 0) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        try (var in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            in.transferTo(plain);
        } catch (EOFException | ZipException cut) {
            // What was read before counts.
        }
        return plain.toString(StandardCharsets.UTF_8);
    }
}
