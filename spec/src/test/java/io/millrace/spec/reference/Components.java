// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec.reference;

import io.millrace.spec.Stability;
import io.millrace.spec.catalogue.Catalogue;
import io.millrace.spec.catalogue.ComponentDescriptor;
import io.millrace.spec.catalogue.DefunctKey;
import io.millrace.spec.catalogue.Kind;
import io.millrace.spec.catalogue.PropertyDescriptor;
import io.millrace.spec.catalogue.ValueType;

import java.util.List;

/** Components for tests. */
final class Components {
    static final ComponentDescriptor ROLL =
            new ComponentDescriptor(
                    Kind.SINK,
                    "roll",
                    List.of("org.example.RollSink"),
                    Stability.BETA,
                    "0.2",
                    true,
                    "Writes lines to files.",
                    "A file is closed | by time.\n\nAnd by size.",
                    "demo.RollConfig",
                    "demo.RollConfigFactory",
                    List.of(
                            new PropertyDescriptor(
                                    "path",
                                    List.of("directory"),
                                    ValueType.PATH,
                                    null,
                                    true,
                                    Long.MIN_VALUE,
                                    Long.MAX_VALUE,
                                    "",
                                    List.of(),
                                    false,
                                    "where the files are made",
                                    "C:\\x"),
                            new PropertyDescriptor(
                                    "roll.every",
                                    List.of(),
                                    ValueType.DURATION,
                                    "30s",
                                    false,
                                    0,
                                    86_400_000,
                                    "s",
                                    List.of(),
                                    false,
                                    "close the file then; 0 never does",
                                    ""),
                            new PropertyDescriptor(
                                    "roll.size",
                                    List.of(),
                                    ValueType.SIZE,
                                    null,
                                    false,
                                    0,
                                    Long.MAX_VALUE,
                                    "B",
                                    List.of(),
                                    false,
                                    "close the file at this size",
                                    ""),
                            new PropertyDescriptor(
                                    "wait",
                                    List.of(),
                                    ValueType.DURATION,
                                    null,
                                    false,
                                    -1,
                                    Long.MAX_VALUE,
                                    "",
                                    List.of(),
                                    false,
                                    "how long to wait",
                                    ""),
                            new PropertyDescriptor(
                                    "batchSize",
                                    List.of(),
                                    ValueType.INTEGER,
                                    "100",
                                    false,
                                    1,
                                    Long.MAX_VALUE,
                                    "",
                                    List.of(),
                                    false,
                                    "events per <b>flush</b>, `<n>`",
                                    ""),
                            new PropertyDescriptor(
                                    "mode",
                                    List.of(),
                                    ValueType.CHOICE,
                                    "DATA-STREAM",
                                    false,
                                    Long.MIN_VALUE,
                                    Long.MAX_VALUE,
                                    "",
                                    List.of("data_stream", "plain"),
                                    false,
                                    "how it writes",
                                    ""),
                            new PropertyDescriptor(
                                    "pattern",
                                    List.of(),
                                    ValueType.PATTERN,
                                    "a|\\d",
                                    false,
                                    Long.MIN_VALUE,
                                    Long.MAX_VALUE,
                                    "",
                                    List.of(),
                                    false,
                                    "what is kept.",
                                    "\\w+"),
                            new PropertyDescriptor(
                                    "serializer.*",
                                    List.of(),
                                    ValueType.MAP,
                                    null,
                                    false,
                                    Long.MIN_VALUE,
                                    Long.MAX_VALUE,
                                    "",
                                    List.of(),
                                    false,
                                    "options of the serializer",
                                    "appendNewline = false"),
                            new PropertyDescriptor(
                                    "password",
                                    List.of(),
                                    ValueType.TEXT,
                                    null,
                                    false,
                                    Long.MIN_VALUE,
                                    Long.MAX_VALUE,
                                    "",
                                    List.of(),
                                    true,
                                    "opens the door",
                                    "${env:DOOR}")),
                    List.of(new DefunctKey("poll", "Nothing polls.")));

    static final ComponentDescriptor SEQ = plain(Kind.SOURCE, "seq", false);
    static final ComponentDescriptor HOST = plain(Kind.INTERCEPTOR, "host", false);
    static final ComponentDescriptor REPLICATING = plain(Kind.SELECTOR, "replicating", false);
    static final ComponentDescriptor MEMORY = plain(Kind.CHANNEL, "memory", false);

    static final Catalogue ALL = Catalogue.of(List.of(ROLL, SEQ, HOST, REPLICATING, MEMORY));

    private Components() {}

    private static ComponentDescriptor plain(Kind kind, String type, boolean parallel) {
        return new ComponentDescriptor(
                kind,
                type,
                List.of(),
                Stability.STABLE,
                "0.1",
                parallel,
                "Does what " + type + " does.",
                "",
                "demo.C",
                "demo.CFactory",
                List.of(),
                List.of());
    }
}
