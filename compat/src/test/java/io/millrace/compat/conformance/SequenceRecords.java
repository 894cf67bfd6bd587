// SPDX-License-Identifier: Apache-2.0
package io.millrace.compat.conformance;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.Writable;
import org.apache.hadoop.util.ReflectionUtils;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a SequenceFile holds; its sync marker is random. */
final class SequenceRecords {
    private SequenceRecords() {}

    /** Type and value of the key and of the value of each record, as text. */
    static List<String> read(Path file) throws IOException {
        Configuration hadoop = new Configuration();
        List<String> records = new ArrayList<>();
        try (SequenceFile.Reader reader =
                new SequenceFile.Reader(
                        hadoop,
                        SequenceFile.Reader.file(new org.apache.hadoop.fs.Path(file.toUri())))) {
            Writable key = (Writable) ReflectionUtils.newInstance(reader.getKeyClass(), hadoop);
            Writable value = (Writable) ReflectionUtils.newInstance(reader.getValueClass(), hadoop);
            while (reader.next(key, value)) {
                records.add(typed(key) + " " + typed(value));
            }
        }
        return records;
    }

    private static String typed(Writable value) {
        return value.getClass().getSimpleName() + " " + value;
    }
}
