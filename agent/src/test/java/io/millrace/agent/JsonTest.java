// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

class JsonTest {
    @Test
    void writesWhatThereIs() {
        var map = new TreeMap<String, Object>(Map.of("a", 1, "b", List.of(), "c", Map.of()));
        map.put("d", Arrays.asList(true, null, 1.5, Double.NaN));
        assertThat(Json.pretty(map).replaceAll("\\s", ""))
                .isEqualTo("{\"a\":1,\"b\":[],\"c\":{},\"d\":[true,null,1.5,null]}");
    }

    @Test
    void escapesWhatJsonForbids() {
        var target = new StringBuilder();
        Json.quote(target, "a\"b\\c\n\t\u0001\ud800\ud83d\ude00ä");
        assertThat(target).hasToString("\"a\\\"b\\\\c\\n\\t\\u0001\\ud800\ud83d\ude00ä\"");
    }
}
