// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.spool;

/** Makes the deserializer that is configured. */
final class Deserializers {
    private Deserializers() {}

    static Deserializer create(SpoolConfig config, SpoolReports reports) {
        return switch (config.format()) {
            case LINE ->
                    new LineDeserializer(
                            config.lineLength(),
                            config.inputCharset(),
                            config.outputCharset(),
                            config.decodeErrorPolicy(),
                            () -> reports.lineCut(config.lineLength()));
            case AVRO -> new AvroDeserializer(config.schemaType());
            case BLOB -> new BlobDeserializer(config.blobLength());
        };
    }
}
