// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.program;

import io.millrace.compat.peer.FlumeMetrics;
import io.millrace.compat.peer.JavaProcess;

import java.io.IOException;
import java.net.ConnectException;
import java.util.Map;

/** An agent in a process of its own, whose HTTP monitoring answers in Flume's form. */
public final class RunningAgent implements AutoCloseable {
    private final JavaProcess process;
    private final int monitoringPort;

    public RunningAgent(JavaProcess process, int monitoringPort) {
        this.process = process;
        this.monitoringPort = monitoringPort;
    }

    public JavaProcess process() {
        return process;
    }

    /** What it has cost so far. */
    public ProcessCost cost() {
        return new ProcessCost(process.pid());
    }

    /**
     * A number of its monitoring.
     *
     * @return 0 as long as the monitoring does not answer, or not for that component
     */
    public long count(String component, String attribute) throws IOException {
        try {
            String value =
                    FlumeMetrics.read(monitoringPort)
                            .getOrDefault(component, Map.of())
                            .getOrDefault(attribute, "0");
            return Long.parseLong(value);
        } catch (ConnectException e) {
            return 0;
        }
    }

    /** Stops it as an operator does, and waits for the end. */
    public void stop() throws InterruptedException {
        process.stop();
    }

    @Override
    public void close() {
        process.close();
    }
}
