// SPDX-License-Identifier: Apache-2.0
package io.millrace.compat.conformance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A sink with what decides the contents of its files: how to set it up, how to read them. */
enum Form {
    ROLL_TEXT("", Form::text),
    ROLL_HEADERS("sink.serializer = HEADER_AND_TEXT", Form::text),
    ROLL_AVRO("sink.serializer = avro_event", AvroContainer::read),
    HDFS_TEXT("hdfs.fileType = DataStream", Form::text),
    HDFS_HEADERS("hdfs.fileType = DataStream;serializer = header_and_text", Form::text),
    HDFS_AVRO("hdfs.fileType = DataStream;serializer = AVRO_EVENT", AvroContainer::read),
    HDFS_BYTES("hdfs.fileType = SequenceFile", SequenceRecords::read),
    HDFS_STRINGS("hdfs.fileType = SequenceFile;hdfs.writeFormat = Text", SequenceRecords::read);

    /** Events in a file of the sink hdfs. */
    static final int ROLL_COUNT = 100;

    private static final String ROLL =
            """
            type = file_roll
            sink.directory = @OUT@/%s
            sink.rollInterval = 0
            """;

    private static final String HDFS =
            """
            type = hdfs
            hdfs.path = file:@OUT@/%s/%%Y-%%m-%%d/%%{host}
            hdfs.timeZone = UTC
            hdfs.rollInterval = 0
            hdfs.rollSize = 0
            hdfs.rollCount = 100
            hdfs.batchSize = 50
            """;

    /** Reads a file into something that equals what another file with the same events gives. */
    private interface Reader {
        Object read(Path file) throws IOException;
    }

    private final List<String> keys;
    private final Reader reader;

    Form(String keys, Reader reader) {
        this.keys = List.of(keys.split(";"));
        this.reader = reader;
    }

    boolean isHdfs() {
        return name().startsWith("HDFS");
    }

    boolean isText() {
        return name().endsWith("TEXT") || name().endsWith("HEADERS");
    }

    /** The lines of a configuration for a sink of this form with its channel. */
    String configuration(String sink, String channel) {
        StringBuilder text = new StringBuilder();
        String common = (isHdfs() ? HDFS : ROLL).formatted(sink);
        List<String> lines = new ArrayList<>(common.lines().toList());
        keys.stream().filter(key -> !key.isEmpty()).forEach(lines::add);
        lines.add("channel = " + channel);
        for (String line : lines) {
            text.append("a.sinks.").append(sink).append('.').append(line).append('\n');
        }
        return text.toString();
    }

    /** The directory, below the side's own, that has the files of a sink of this form. */
    String directory(String sink, String day, String host) {
        return isHdfs() ? sink + "/" + day + "/" + host : sink;
    }

    /** What the files hold, one after the other. */
    List<Object> read(List<Path> files) throws IOException {
        List<Object> contents = new ArrayList<>();
        for (Path file : files) {
            contents.add(reader.read(file));
        }
        return contents;
    }

    private static Object text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
