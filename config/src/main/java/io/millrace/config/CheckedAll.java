// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import io.millrace.spi.Problem;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came of checking all agents of a configuration.
 *
 * @param agents by name, in the order of the files, those of which something is left to run
 * @param problems all of them, by place
 */
public record CheckedAll(Map<String, AgentConfig> agents, List<Problem> problems) {
    public CheckedAll {
        agents = Collections.unmodifiableMap(new LinkedHashMap<>(agents));
        problems = List.copyOf(problems);
    }

    /** How many problems are of a severity. */
    public int count(Problem.Severity severity) {
        return (int) problems.stream().filter(each -> each.severity() == severity).count();
    }
}
