// SPDX-License-Identifier: Apache-2.0
package io.millrace.formats.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.io.EOFException;

/** Schemas: which one it is, and where its values end. */
class AvroSchemaTest {
    private static final String LIST =
            """
            { "type" : "record", "namespace" : "a.b", "name" : "Node", "doc" : "x",
              "fields" : [
                { "name" : "next", "type" : [ "null", "Node" ], "default" : null },
                { "name" : "kind", "type" :
                  { "type" : "enum", "name" : "Kind", "symbols" : [ "A", "B" ] } },
                { "name" : "other", "type" : { "type" : "a.b.Kind" } },
                { "name" : "hash", "type" : { "type" : "fixed", "name" : "c.Hash", "size" : 2 } },
                { "name" : "all", "type" : { "type" : "array", "items" : "c.Hash" } },
                { "name" : "by", "type" : { "type" : "map", "values" : "double" } } ] }
            """;

    /** Avro gives them as numbers; these are their bytes, the lowest first. */
    @Test
    void knowsTheFingerprintsOfTheSpecification() throws Exception {
        assertThat(fingerprint("\"null\"")).isEqualTo("8a8f25cce724dd63");
        assertThat(fingerprint("{\"type\":\"boolean\"}")).isEqualTo("64f7d4a478fc429f");
        assertThat(fingerprint("\"int\"")).isEqualTo("8f5c393f1ad57572");
    }

    private static String fingerprint(String json) throws Exception {
        return AvroSchema.parse(json).fingerprint();
    }

    @Test
    void leavesOutWhatDoesNotMatterToReaders() throws Exception {
        assertThat(AvroSchema.parse(LIST).canonical())
                .isEqualTo(
                        """
                        {"name":"a.b.Node","type":"record","fields":[\
                        {"name":"next","type":["null","a.b.Node"]},\
                        {"name":"kind","type":\
                        {"name":"a.b.Kind","type":"enum","symbols":["A","B"]}},\
                        {"name":"other","type":"a.b.Kind"},\
                        {"name":"hash","type":{"name":"c.Hash","type":"fixed","size":2}},\
                        {"name":"all","type":{"type":"array","items":"c.Hash"}},\
                        {"name":"by","type":{"type":"map","values":"double"}}]}\
                        """);
    }

    @Test
    void findsWhereAValueEnds() throws Exception {
        byte[] value = {
            2, 0, 0, 2, 1, 2, 0, 0, // next: a node with nothing
            2, 0, 7, 8, // kind B, other A, hash
            2, 9, 9, 1, 4, 5, 5, 0, // all: one, then a block of two bytes that says so
            2, 2, 'k', 0, 0, 0, 0, 0, 0, 0, 0, 0, // by: one
            99
        };
        assertThat(AvroSchema.parse(LIST).skip(value, 0, value.length)).isEqualTo(value.length - 1);
        assertThatThrownBy(() -> AvroSchema.parse(LIST).skip(value, 0, value.length - 2))
                .isInstanceOf(EOFException.class);
    }

    @Test
    void takesAnyNumberOfNothingInNoTime() throws Exception {
        byte[] value = {(byte) 0xFE, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x7F, 0};
        AvroSchema schema = AvroSchema.parse("{\"type\":\"array\",\"items\":\"null\"}");
        assertThat(schema.skip(value, 0, value.length)).isEqualTo(value.length);
    }

    @Test
    void refusesWhatIsNoSchema() {
        for (String json :
                new String[] {
                    "",
                    "{",
                    "\"Unknown\"",
                    "{\"type\":\"fixed\"}",
                    "{\"type\":\"fixed\",\"name\":\"f\",\"size\":1.5}",
                    "[1]",
                    "\"int\" x",
                    "\"int\" \"int\"",
                    "[".repeat(100_000)
                }) {
            assertThatThrownBy(() -> AvroSchema.parse(json))
                    .as(json)
                    .isInstanceOf(AvroFormatException.class);
        }
    }

    @Test
    void takesTheLastOfTwoKeys() throws Exception {
        AvroSchema schema =
                AvroSchema.parse(
                        "{\"type\":\"fixed\",\"name\":\"f\",\"size\":3,\"doc\":1,\"doc\":2}");
        assertThat(schema.skip(new byte[4], 0, 4)).isEqualTo(3);
    }
}
