// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.run;

import io.millrace.agent.CommandProblems;
import io.millrace.spi.Problem;

import java.util.ArrayList;
import java.util.List;

/** What becomes of options of Flume's that this version does not have. */
final class FlumeOptions {
    /** A file of classes that give values to variables of the configuration. */
    private static final String LOOKUPS = "lookups";

    private FlumeOptions() {}

    /** Why the agent cannot start as asked. */
    static List<Problem> unavailable(AgentLine line) {
        List<Problem> problems = new ArrayList<>();
        String remedy = "put the configuration into a file and name it with -f";
        if (line.has(AgentOption.ZOOKEEPER)) {
            problems.add(
                    CommandProblems.notInThisVersion(
                            "a configuration from ZooKeeper (-z) is not in this version", remedy));
        }
        if (line.has(AgentOption.CONF_URI)) {
            problems.add(
                    CommandProblems.notInThisVersion(
                            "a configuration from a URI (-u) is not in this version", remedy));
        }
        if (line.has(AgentOption.PROVIDER)) {
            problems.add(
                    CommandProblems.notInThisVersion(
                            "a configuration provider (--conf-provider) is not in this version",
                            remedy));
        }
        return problems;
    }

    /** What is accepted and ignored. */
    static List<Problem> withoutEffect(AgentLine line) {
        List<Problem> problems = new ArrayList<>();
        for (AgentOption option :
                List.of(
                        AgentOption.ZOOKEEPER_PATH,
                        AgentOption.AUTHORIZATION,
                        AgentOption.USER,
                        AgentOption.PASSWORD,
                        AgentOption.BACKUP,
                        AgentOption.POLL)) {
            if (line.has(option)) {
                problems.add(
                        CommandProblems.optionWithoutEffect(
                                option.spellings().getLast(), "remove it"));
            }
        }
        if (System.getProperty(LOOKUPS) != null) {
            problems.add(
                    CommandProblems.optionWithoutEffect(
                            "-D" + LOOKUPS,
                            "write ${env:...}, ${sys:...}, ${java:...} or ${date:...} for what the"
                                    + " lookups of that file gave"));
        }
        return problems;
    }
}
