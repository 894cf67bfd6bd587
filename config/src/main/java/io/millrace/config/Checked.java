// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import io.millrace.spi.Problem;

import java.util.List;
import java.util.Optional;

/**
 * What came of checking one agent.
 *
 * @param name the agent that was asked for
 * @param agent what can run of it, or empty if it must not start
 * @param problems those of the text and of all agents, by place
 */
public record Checked(String name, Optional<AgentConfig> agent, List<Problem> problems) {
    public Checked {
        problems = List.copyOf(problems);
    }

    /** The problems of this agent and of the text as a whole, not those of other agents. */
    public List<Problem> own() {
        return problems.stream().filter(this::isOwn).toList();
    }

    /** How many of {@link #own} are of a severity. */
    public int count(Problem.Severity severity) {
        return (int) own().stream().filter(problem -> problem.severity() == severity).count();
    }

    /** Whether a problem is of this agent, or of no agent. */
    public boolean isOwn(Problem problem) {
        String key = problem.key();
        int dot = key.indexOf('.');
        return (dot < 0 ? key : key.substring(0, dot)).equals(name) || dot < 0;
    }
}
