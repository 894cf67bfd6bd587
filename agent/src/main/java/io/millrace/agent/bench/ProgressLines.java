// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.bench;

import io.millrace.agent.Terminal;
import io.millrace.agent.run.Requests;
import io.millrace.config.AgentConfig;
import io.millrace.config.SourceNode;
import io.millrace.loadtest.Plan;
import io.millrace.loadtest.Progress;
import io.millrace.loadtest.ResultText;
import io.millrace.loadtest.Sample;

import java.util.ArrayList;
import java.util.List;

/** Shows on standard error how far a run is: one line that changes, or one for each second. */
final class ProgressLines implements Progress {
    private final Terminal terminal;
    private final Requests requests;
    private String phase = "";
    private boolean isLineOpen;

    ProgressLines(Terminal terminal, Requests requests) {
        this.terminal = terminal;
        this.requests = requests;
    }

    /** Says what is measured. */
    void begin(String title, Plan plan, AgentConfig config, SourceNode driven, boolean hasFarEnd) {
        List<String> idle = new ArrayList<>();
        config.sources().stream()
                .map(node -> node.component().name())
                .filter(name -> !name.equals(driven.component().name()))
                .forEach(idle::add);
        line(title + ": " + ResultText.load(plan));
        line(
                "made-up events take the place of source "
                        + driven.component().name()
                        + (driven.interceptors().isEmpty()
                                ? ""
                                : ", and pass its "
                                        + driven.interceptors().size()
                                        + " interceptors")
                        + (idle.isEmpty() ? "" : "; not running: " + String.join(", ", idle))
                        + (hasFarEnd
                                ? "; every sink is replaced by one that looks at each event"
                                : "; the sinks deliver for real"));
    }

    @Override
    public void phase(String what) {
        phase = what;
        close();
        if (!terminal.errIsTerminal()) {
            line(what);
        }
    }

    @Override
    public void second(Sample sample) {
        String text = ResultText.second(sample);
        if (terminal.errIsTerminal()) {
            terminal.err().print("\r" + phase + " " + text + " ");
            terminal.err().flush();
            isLineOpen = true;
        } else {
            line(text);
        }
    }

    @Override
    public boolean isStopAsked() {
        return requests.isStopAsked();
    }

    /** The last line is whole. */
    void end() {
        close();
    }

    private void close() {
        if (isLineOpen) {
            terminal.err().println();
            isLineOpen = false;
        }
    }

    private void line(String text) {
        terminal.err().println(text);
    }
}
