// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.program;

import java.util.List;

/**
 * A configuration and how to run it.
 *
 * @param agent the agent of the configuration
 * @param configuration the text of a flume.conf
 * @param jvmOptions heap and such
 */
public record Flow(String agent, String configuration, List<String> jvmOptions) {
    /** All of it as one text, for result files. */
    public String describe() {
        return String.join(" ", jvmOptions) + "\n" + configuration.strip();
    }
}
