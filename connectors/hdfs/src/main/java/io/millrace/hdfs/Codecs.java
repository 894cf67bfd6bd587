// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.millrace.spi.ProblemException;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.hadoop.util.ReflectionUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/** Finds compression codecs by the names that users give them. */
final class Codecs {
    private static final Logger LOG = LoggerFactory.getLogger(Codecs.class);

    /** As Hadoop names them, from 1 on. */
    private static final List<String> ZLIB_LEVELS =
            List.of(
                    "BEST_SPEED",
                    "TWO",
                    "THREE",
                    "FOUR",
                    "FIVE",
                    "SIX",
                    "SEVEN",
                    "EIGHT",
                    "BEST_COMPRESSION");

    private static final int MOST_LEVELS = 9;

    private static final String EFFECT = "The sink does not start; the events stay in the channel.";

    private Codecs() {}

    /**
     * Of a library that comes with the sink; files of them are what others read and write. They
     * stand in for Hadoop's where these lack a library of their own.
     */
    private static final List<String> MORE =
            List.of(
                    "io.airlift.compress.v3.zstd.ZstdCodec",
                    "io.airlift.compress.v3.lzo.LzoCodec",
                    "io.airlift.compress.v3.snappy.SnappyCodec",
                    "io.airlift.compress.v3.lz4.Lz4Codec");

    /**
     * A codec that works here.
     *
     * @param name {@code gzip}, {@code GzipCodec}, the class name; without case
     * @param level how hard to compress; empty is the codec's own default
     * @param namedInFiles whether files name the class of the codec, so that it has to be one of
     *     Hadoop's, which readers have
     * @throws ProblemException if there is none of that name, or it lacks its library, or has no
     *     such level
     */
    static CompressionCodec find(
            String name, Optional<Integer> level, boolean namedInFiles, Configuration conf)
            throws ProblemException {
        List<Class<? extends CompressionCodec>> classes = classes(namedInFiles, conf);
        Configuration levelled = conf;
        if (level.isPresent()) {
            CompressionCodec codec = levelled(name, level.get(), namedInFiles, conf);
            if (codec != null) {
                return codec;
            }
            levelled = zlib(level.get(), conf);
        }
        @Nullable ProblemException first = null;
        for (Class<? extends CompressionCodec> type : classes) {
            if (names(type).contains(name.strip().toLowerCase(Locale.ROOT))) {
                try {
                    return working(name, type, levelled);
                } catch (ProblemException missing) {
                    first = first == null ? missing : first;
                }
            }
        }
        if (first != null) {
            throw first;
        }
        TreeSet<String> known = new TreeSet<>();
        for (Class<? extends CompressionCodec> type : classes) {
            known.add(shortName(type));
        }
        throw new ProblemException(
                "MR-4113",
                "there is no codec \"" + name + "\"; there are " + String.join(", ", known),
                EFFECT,
                "Write one of these as hdfs.codeC, or put the jar of the codec into the plugin's"
                        + " directory and its class into io.compression.codecs of core-site.xml.",
                null);
    }

    private static List<Class<? extends CompressionCodec>> classes(
            boolean namedInFiles, Configuration conf) {
        List<Class<? extends CompressionCodec>> classes =
                new ArrayList<>(CompressionCodecFactory.getCodecClasses(conf));
        for (String more : namedInFiles ? List.<String>of() : MORE) {
            try {
                classes.add(conf.getClassByName(more).asSubclass(CompressionCodec.class));
            } catch (ClassNotFoundException | LinkageError missing) {
                LOG.debug("without {}", more, missing);
            }
        }
        return classes;
    }

    /**
     * A codec that takes a level, or null if that goes into the configuration.
     *
     * @throws ProblemException if the codec of that name has no such level
     */
    private static @Nullable CompressionCodec levelled(
            String name, int level, boolean namedInFiles, Configuration conf)
            throws ProblemException {
        String lower = name.strip().toLowerCase(Locale.ROOT);
        boolean zstd = lower.contains("zstd") || lower.contains("zstandard");
        boolean bzip2 = lower.contains("bzip2");
        boolean zlib =
                lower.contains("gzip") || lower.contains("deflate") || lower.contains("default");
        if (!zstd && !bzip2 && !zlib) {
            throw noSuchLevel(name, level, "has no levels");
        }
        if (!zlib && namedInFiles) {
            throw noSuchLevel(name, level, "takes none in a SequenceFile");
        }
        if (!zstd && level > MOST_LEVELS) {
            throw noSuchLevel(name, level, "has levels from 1 to " + MOST_LEVELS);
        }
        if (zstd && !LevelledStreams.isZstdHere()) {
            throw noSuchLevel(name, level, "takes none on this kind of machine");
        }
        if (zstd) {
            return LevelledStreams.zstd(level, conf);
        }
        return bzip2 ? LevelledStreams.bzip2(level, conf) : null;
    }

    private static ProblemException noSuchLevel(String name, int level, String what) {
        return new ProblemException(
                "MR-4129",
                "hdfs.codecLevel = " + level + ", but the codec \"" + name + "\" " + what,
                EFFECT,
                "Leave hdfs.codecLevel out, or take gzip, deflate or bzip2 with 1 to 9, or zstd"
                        + " with 1 to 22; in a SequenceFile gzip or deflate.",
                null);
    }

    private static Configuration zlib(int level, Configuration conf) {
        Configuration levelled = new Configuration(conf);
        levelled.set("zlib.compress.level", ZLIB_LEVELS.get(level - 1));
        return levelled;
    }

    private static List<String> names(Class<?> type) {
        String shortName = shortName(type);
        List<String> names =
                new ArrayList<>(
                        List.of(
                                type.getName().toLowerCase(Locale.ROOT),
                                type.getSimpleName().toLowerCase(Locale.ROOT),
                                shortName));
        if (shortName.equals("zstandard")) {
            names.add("zstd");
        } else if (shortName.equals("zstd")) {
            names.add("zstandard");
        }
        return names;
    }

    private static String shortName(Class<?> type) {
        String name = type.getSimpleName().toLowerCase(Locale.ROOT);
        return name.endsWith("codec") ? name.substring(0, name.length() - 5) : name;
    }

    /** Compresses a few bytes: some codecs say only then that a library is missing. */
    private static CompressionCodec working(
            String name, Class<? extends CompressionCodec> type, Configuration conf)
            throws ProblemException {
        try {
            CompressionCodec codec = ReflectionUtils.newInstance(type, conf);
            try (var out =
                    codec.createOutputStream(
                            new ByteArrayOutputStream(), codec.createCompressor())) {
                out.write("probe".getBytes(StandardCharsets.UTF_8));
                out.finish();
            }
            return codec;
        } catch (IOException | RuntimeException | LinkageError missing) {
            throw new ProblemException(
                    "MR-4114",
                    "the codec \""
                            + name
                            + "\" does not work here: "
                            + Failures.innermostMessage(missing),
                    EFFECT,
                    "Use gzip, bzip2, deflate, snappy or lz4, which need nothing else, or install"
                            + " Hadoop's native library. zstd and lzo need it for"
                            + " SequenceFiles only.",
                    missing);
        }
    }
}
