// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.run;

import java.nio.file.Path;

/** Where an agent keeps what outlives its process: positions of sources, for example. */
public final class StateDirectory {
    private static final String PROPERTY = "millrace.state.dir";

    /** Set by service managers for a unit with StateDirectory=. */
    private static final String OF_SERVICE = "STATE_DIRECTORY";

    private StateDirectory() {}

    /**
     * The directory of an agent: below {@code -Dmillrace.state.dir}, or else below that of the
     * service, or else below {@code ~/.millrace}.
     */
    public static Path of(String agent) {
        return root().resolve(agent).toAbsolutePath();
    }

    /** Where the directories of all agents are. */
    public static Path root() {
        String told = System.getProperty(PROPERTY, "");
        if (told.isEmpty()) {
            String service = System.getenv(OF_SERVICE);
            told =
                    service == null || service.isEmpty()
                            ? System.getProperty("user.home", "") + "/.millrace"
                            : service.split(":", 2)[0];
        }
        return Path.of(told).toAbsolutePath();
    }
}
