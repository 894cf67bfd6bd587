// SPDX-License-Identifier: Apache-2.0
package io.millrace.formats;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.frame.Batch;
import io.millrace.frame.BlockBuilder;
import io.millrace.testkit.Events;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

class HeaderAndTextSerializerTest {
    private static final String TYPE = "header_and_text";

    @Test
    void printsTheHeadersAsAMapBeforeTheBody() throws IOException {
        assertThat(Recorder.file(TYPE, Map.of(), Events.batch(Map.of("k", "v"), "body")).text())
                .isEqualTo("{k=v} body\n");
    }

    @Test
    void printsEmptyBracesWithoutHeaders() throws IOException {
        var options = Map.of("appendNewline", "false");
        assertThat(Recorder.file(TYPE, options, Events.batch("a", "b")).text())
                .isEqualTo("{} a{} b");
    }

    @Test
    void ordersTheHeadersAsAHashMapDoes() throws IOException {
        // Those that share a bucket stand in the order in which they came.
        Map<String, String> headers = new HashMap<>();
        for (int i = 100; i < 140; i++) {
            headers.put("header-" + i, "value ü " + i);
        }
        assertThat(Recorder.file(TYPE, Map.of(), Events.batch(headers, "x")).text())
                .isEqualTo(headers + " x\n");
    }

    @Test
    void takesTheHeadersOfEachEvent() throws IOException {
        BlockBuilder builder = new BlockBuilder(16).append("a").header("n", 1).append("b");
        assertThat(Recorder.file(TYPE, Map.of(), Batch.of(builder.build(0))).text())
                .isEqualTo("{n=1} a\n{} b\n");
    }
}
