// SPDX-License-Identifier: Apache-2.0
package io.millrace.frame;

import java.util.LinkedHashMap;
import java.util.Map;

/** Collects the headers of the events of a block. */
final class HeaderBuilder {
    private Headers constants = Headers.NONE;
    private final Map<String, ColumnBuilder> columns = new LinkedHashMap<>();

    void constant(String name, String value) {
        constants = constants.with(name, value);
    }

    ColumnBuilder column(String name) {
        return columns.computeIfAbsent(name, n -> new ColumnBuilder());
    }

    Headers build(int events) {
        Headers headers = constants;
        for (Map.Entry<String, ColumnBuilder> column : columns.entrySet()) {
            headers = headers.with(column.getKey(), column.getValue().build(events));
        }
        return headers;
    }
}
