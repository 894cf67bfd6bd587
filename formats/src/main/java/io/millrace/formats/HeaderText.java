// SPDX-License-Identifier: Apache-2.0
package io.millrace.formats;

import io.millrace.frame.Run;

import java.util.HashMap;

/** The headers of an event as text: {@code {host=a, k=v}}. */
public final class HeaderText {

    private HeaderText() {}

    /** The text, in the order in which Apache Flume prints it. */
    public static String of(Run run, int event) {
        // A HashMap filled one by one, since its order is the one that Flume's files have.
        var map = new HashMap<String, String>();
        run.headers().map(run.blockIndex(event)).forEach(map::put);
        return map.toString();
    }
}
