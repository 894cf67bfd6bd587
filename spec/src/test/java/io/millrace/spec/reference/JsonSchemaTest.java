// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.List;
import java.util.Map;

class JsonSchemaTest {
    private static final String FILE =
            """
            {"agents": {"a1": {
              "sources": {"r1": {"type": "seq", "channels": ["c1"],
                "selector": {"type": "replicating"},
                "interceptors": [{"type": "host", "name": "i1"}]}},
              "channels": {"c1": {"type": "memory"}},
              "sinks": {"k1": {"type": "org.example.RollSink", "channel": "c1", "path": "/x",
                "threads": 2}},
              "sinkgroups": {"g1": {"sinks": ["k1"], "processor": {"type": "failover"}}}
            }}}
            """;

    @Test
    void acceptsAWholeFile() throws Exception {
        assertThat(file(FILE)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"sinks\": {         | \"sinkz\": {            | /agents/a1/sinkz is unknown",
                "\"type\": \"seq\"    | \"type\": \"sequence\"  | /agents/a1/sources/r1/type is"
                        + " not",
                "[\"c1\"]             | []                      | channels is too short",
                "\"type\": \"host\",  | \"x\": 1,               | interceptors/* has no type",
                "\"threads\": 2       | \"threads\": 0          | threads is below 1",
                "\"path\": \"/x\",    | \"paht\": \"/x\",       | paht is unknown",
                "\"k1\": {            | \"k 1\": {              | does not match",
                "\"channels\": {\"c1\": {\"type\": \"memory\"}}, | '' | /agents/a1 has no channels",
                "\"failover\"         | \"chance\"              | processor/type is not in",
                "{\"agents\":         | {\"agent\":             | has no agents",
            })
    void findsWhatIsWrongInAFile(String what, String instead, String error) throws Exception {
        String spoilt = FILE.replace(what, instead);
        assertThat(spoilt).isNotEqualTo(FILE);

        assertThat(file(spoilt)).anySatisfy(text -> assertThat(text).contains(error));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"roll.every\": \"5m\"",
                "\"roll.every\": \"5 M\"",
                "\"roll.every\": 30",
                "\"roll.every\": \"30\"",
                "\"roll.every\": \"${env:ROLL}\"",
                "\"roll.size\": \"64MB\"",
                "\"roll.size\": \"1GiB\"",
                "\"roll.size\": \"10k\"",
                "\"wait\": \"-1ms\"",
                "\"wait\": 0",
                "\"batchSize\": 1",
                "\"batchSize\": \"${env:BATCH}\"",
                "\"mode\": \"plain\"",
                "\"serializer.appendNewline\": false",
                "\"serializer.a.b\": \"c\"",
                "\"poll\": 1",
                "\"password\": \"${env:DOOR}\"",
            })
    void acceptsValues(String member) throws Exception {
        assertThat(sink("\"path\": \"/x\", " + member)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"roll.every\": \"5x\"",
                "\"roll.every\": \"5 min\"",
                "\"roll.every\": -1",
                "\"roll.every\": true",
                "\"roll.size\": \"64 megs\"",
                "\"wait\": 5",
                "\"wait\": \"5\"",
                "\"batchSize\": 0",
                "\"batchSize\": 3000000000",
                "\"batchSize\": \"many\"",
                "\"mode\": \"other\"",
                "\"serializer.x\": []",
                "\"serializer.\": \"x\"",
                "\"serializerXa\": \"x\"",
            })
    void refusesValues(String member) throws Exception {
        assertThat(sink("\"path\": \"/x\", " + member)).isNotEmpty();
    }

    @Test
    void takesARequiredKeyInAnySpelling() throws Exception {
        assertThat(sink("\"path\": \"/x\"")).isEmpty();
        assertThat(sink("\"directory\": \"/x\"")).isEmpty();
        assertThat(sink("\"batchSize\": 1")).isNotEmpty();
    }

    @Test
    void carriesWhatAnEditorShows() throws Exception {
        Map<String, Object> schema = JSON.std.mapFrom(JsonSchema.ofComponent(Components.ROLL));
        Map<?, ?> properties = (Map<?, ?>) schema.get("properties");

        assertThat(schema.get("$schema")).isEqualTo("https://json-schema.org/draft/2020-12/schema");
        assertThat(member(properties, "path"))
                .containsEntry("description", "where the files are made");
        assertThat(member(properties, "path")).containsEntry("examples", List.of("C:\\x"));
        assertThat(member(properties, "directory")).containsEntry("deprecated", true);
        assertThat(member(properties, "batchSize")).containsEntry("default", 100);
        assertThat(member(properties, "mode")).containsEntry("default", "data_stream");
        assertThat(member(properties, "password")).containsEntry("writeOnly", true);
        assertThat(member(properties, "poll")).containsEntry("description", "Nothing polls.");
    }

    @Test
    void makesASchemaOfEachComponentThatStandsAlone() throws Exception {
        SchemaCheck source = new SchemaCheck(JsonSchema.ofComponent(Components.SEQ));

        assertThat(
                        source.check(
                                "{\"type\": \"seq\", \"channels\": [\"c1\"], \"interceptors\":"
                                        + " [{\"type\": \"any\"}]}"))
                .isEmpty();
        assertThat(source.check("{\"type\": \"seq\"}")).containsExactly(" has no channels");
    }

    private static List<String> file(String document) throws IOException {
        return new SchemaCheck(JsonSchema.ofFile(Components.ALL)).check(document);
    }

    private static List<String> sink(String members) throws IOException {
        return new SchemaCheck(JsonSchema.ofComponent(Components.ROLL))
                .check("{\"type\": \"roll\", \"channel\": \"c1\", " + members + "}");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> member(Map<?, ?> properties, String key) {
        return (Map<String, Object>) properties.get(key);
    }
}
