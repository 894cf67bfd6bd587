// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.interceptor;

import io.millrace.frame.Batch;
import io.millrace.frame.Column;
import io.millrace.frame.Headers;
import io.millrace.frame.Run;

/** Gives all events of a batch a header of one value, or those that have none of that name. */
final class ConstantHeader {

    private ConstantHeader() {}

    /**
     * @param keep whether a value that an event has already stays
     */
    static Batch add(Batch batch, String name, String value, boolean keep) {
        return keep
                ? batch.map(run -> addWhereMissing(run, name, value))
                : batch.withHeader(name, value);
    }

    private static Run addWhereMissing(Run run, String name, String value) {
        Headers headers = run.headers();
        if (headers.constant(name) != null) {
            return run;
        }
        if (!headers.mayHave(name)) {
            return run.with(headers.with(name, value));
        }
        int events = run.block().events();
        return run.with(
                headers.with(
                        name, Column.of(events, value, event -> headers.get(event, name) == null)));
    }
}
