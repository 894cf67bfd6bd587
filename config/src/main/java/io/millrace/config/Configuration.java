// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import io.millrace.spec.catalogue.Suggestions;
import io.millrace.spi.Problem;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What configuration files say, of all their agents. Immutable; {@code check} may be called often,
 * and with other components each time.
 */
public final class Configuration {
    private final List<String> files;
    private final Map<String, AgentText> agents;
    private final Problems textProblems;

    Configuration(List<String> files, Map<String, AgentText> agents, Problems textProblems) {
        this.files = List.copyOf(files);
        this.agents = agents;
        this.textProblems = textProblems;
    }

    /**
     * The agents that the files configure, in the order in which they appear; not those that are
     * only the misspelt name of another one.
     */
    public List<String> agentNames() {
        return agents.values().stream()
                .filter(agent -> !StrayAgents.isStray(agent, agents.values()))
                .map(agent -> agent.name)
                .toList();
    }

    /**
     * Checks all agents and gives the one of that name.
     *
     * <p>A component that cannot run is left out, and what depends on it; everything else stays.
     * There is no agent in the answer if it is not in the files, if nothing of it is left to run,
     * or if it has an error or a warning and the options are strict.
     */
    public Checked check(String agent, ComponentTypes types, CheckOptions options) {
        CheckedAll all = checkAll(types);
        List<Problem> problems = all.problems();
        if (!agentNames().contains(agent)) {
            problems = new ArrayList<>(problems);
            problems.addFirst(noSuchAgent(agent));
            return new Checked(agent, Optional.empty(), problems);
        }
        var checked = new Checked(agent, Optional.ofNullable(all.agents().get(agent)), problems);
        boolean isRefused =
                options.strict()
                        && (checked.count(Problem.Severity.ERROR) > 0
                                || checked.count(Problem.Severity.WARNING) > 0);
        return isRefused ? new Checked(agent, Optional.empty(), problems) : checked;
    }

    /** Checks all agents and gives those of which something is left to run. */
    public CheckedAll checkAll(ComponentTypes types) {
        var problems = new Problems(textProblems);
        Map<String, AgentConfig> configs = new LinkedHashMap<>();
        for (AgentText agent : agents.values()) {
            if (StrayAgents.isStray(agent, agents.values())) {
                StrayAgents.report(agent, agents.values(), problems);
            } else {
                new AgentCheck(agent, agents.values(), types, problems)
                        .check()
                        .ifPresent(config -> configs.put(agent.name, config));
            }
        }
        return new CheckedAll(configs, problems.inOrder());
    }

    private Problem noSuchAgent(String agent) {
        List<String> names = agentNames();
        String file = String.join(", ", files);
        String remedy;
        if (names.isEmpty()) {
            remedy = "write properties of the form " + agent + ".sources = ... into the file";
        } else {
            remedy =
                    Suggestions.nearest(agent, names)
                            .map(near -> "did you mean: -n " + near)
                            .orElse("start one of these with -n: " + String.join(", ", names));
        }
        return new Problem(
                Code.NO_SUCH_AGENT.number,
                Code.NO_SUCH_AGENT.severity,
                file,
                "",
                names.isEmpty()
                        ? "there is no agent in this configuration"
                        : "there is no agent \""
                                + agent
                                + "\" in this configuration (it has "
                                + String.join(", ", names)
                                + ")",
                "nothing is started",
                remedy);
    }
}
