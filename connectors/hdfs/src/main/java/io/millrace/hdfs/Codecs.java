// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.millrace.spi.ProblemException;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.hadoop.util.ReflectionUtils;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** Finds compression codecs by the names that users give them. */
final class Codecs {
    private static final String EFFECT = "The sink does not start; the events stay in the channel.";

    private Codecs() {}

    /**
     * A codec that works here.
     *
     * @param name {@code gzip}, {@code GzipCodec}, the class name; without case
     * @throws ProblemException if there is none of that name, or it lacks its library
     */
    static CompressionCodec find(String name, Configuration conf) throws ProblemException {
        List<Class<? extends CompressionCodec>> classes =
                new ArrayList<>(CompressionCodecFactory.getCodecClasses(conf));
        for (Class<? extends CompressionCodec> type : classes) {
            if (names(type).contains(name.strip().toLowerCase(Locale.ROOT))) {
                return working(name, type, conf);
            }
        }
        TreeSet<String> known = new TreeSet<>();
        for (Class<? extends CompressionCodec> type : classes) {
            known.add(shortName(type));
        }
        throw new ProblemException(
                "MR-4113",
                "Hadoop has no codec \"" + name + "\"; it has " + String.join(", ", known),
                EFFECT,
                "Write one of these as hdfs.codeC, or put the jar of the codec into the plugin's"
                        + " directory and its class into io.compression.codecs of core-site.xml.",
                null);
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
                            + " Hadoop's native library.",
                    missing);
        }
    }
}
