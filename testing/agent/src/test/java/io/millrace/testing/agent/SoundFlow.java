// SPDX-License-Identifier: Apache-2.0
package io.millrace.testing.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** The flow beside the one that is in trouble: it has to deliver as if nothing were. */
final class SoundFlow {
    private static final int EVENTS = 20;

    private final Lab lab = new Lab();
    private int next;

    /**
     * A configuration with both flows. The lines of the troubled one come first; its source,
     * channel and sink are called bad.
     */
    String beside(String bad) {
        return bad
                + """
                a1.sources = bad good
                a1.channels = bad good
                a1.sinks = bad good
                a1.channels.bad.type = memory
                a1.sources.bad.channels = bad
                a1.sinks.bad.channel = bad
                a1.sources.good.type = lab
                a1.sources.good.lab = LAB
                a1.sources.good.channels = good
                a1.channels.good.type = memory
                a1.sinks.good.type = lab
                a1.sinks.good.lab = LAB
                a1.sinks.good.channel = good
                """
                        .replace("LAB", lab.name());
    }

    /** Sends some events through it; they arrive, each once, in order, and nothing else does. */
    void delivers(RunningAgent agent) {
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            sent.add("sound " + next++);
        }
        lab.fed.addAll(sent);
        agent.await("events of the sound flow", () -> lab.delivered.size() >= EVENTS);
        List<String> came = new ArrayList<>();
        lab.delivered.drainTo(came);
        assertThat(came).isEqualTo(sent);
    }
}
