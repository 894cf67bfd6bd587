// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.program;

import io.millrace.compat.peer.FlumeProcess;
import io.millrace.compat.peer.JavaProcess;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Apache Flume as published, with the one source of ours that gives it distinct bodies. */
public final class FlumeProgram implements Program {

    @Override
    public String name() {
        return "Apache Flume " + FlumeProcess.VERSION;
    }

    @Override
    public RunningAgent start(Path directory, Flow flow) throws IOException {
        FlumeProcess flume =
                FlumeProcess.fork(
                        directory,
                        new FlumeProcess.Launch(
                                flow.agent(),
                                flow.configuration(),
                                flow.jvmOptions(),
                                List.of(FlumeProcess.ownClasses())));
        return new RunningAgent(flume.process(), flume.monitoringPort());
    }

    @Override
    public List<String> versionCommand() {
        return List.of(
                JavaProcess.java(),
                "-cp",
                FlumeProcess.jars().resolve("*").toString(),
                "org.apache.flume.tools.VersionInfo");
    }
}
