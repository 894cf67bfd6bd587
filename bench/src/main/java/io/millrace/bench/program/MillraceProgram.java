// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.program;

import io.millrace.compat.peer.FlumeProcess;
import io.millrace.compat.peer.JavaProcess;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Millrace as users unpack it, started by its own launcher. */
public final class MillraceProgram implements Program {
    private static final String JAVA_HOME = "MILLRACE_JAVA_HOME";
    private static final String JAVA_OPTIONS = "MILLRACE_JAVA_OPTS";

    private final Path launcher;
    private final Path plugins;
    private final String version;

    /** The distribution that is unpacked, or was put together by the build, at {@code home}. */
    public MillraceProgram(Path home, String version) {
        this.launcher = home.toAbsolutePath().normalize().resolve("bin/millrace");
        this.plugins = home.toAbsolutePath().normalize().resolve("plugins");
        this.version = version;
        if (!Files.isExecutable(launcher)) {
            throw new IllegalArgumentException(launcher + " cannot be run");
        }
    }

    @Override
    public String name() {
        return "Millrace " + version;
    }

    @Override
    public RunningAgent start(Path directory, Flow flow) throws IOException {
        Path file = Files.writeString(directory.resolve("flume.conf"), flow.configuration());
        int port = FlumeProcess.freePort();
        return new RunningAgent(
                JavaProcess.start(
                        "millrace",
                        directory,
                        List.of(
                                launcher.toString(),
                                "agent",
                                "-n",
                                flow.agent(),
                                "--plugins-path",
                                LoadPlugin.in(directory) + ":" + plugins,
                                "-f",
                                file.toAbsolutePath().toString(),
                                "-Dflume.monitoring.type=http",
                                "-Dflume.monitoring.port=" + port,
                                // Its own, or a run would go on where the last one ended.
                                "-Dmillrace.state.dir="
                                        + directory.resolve("state").toAbsolutePath()),
                        Map.of(
                                JAVA_HOME,
                                System.getProperty("java.home"),
                                JAVA_OPTIONS,
                                String.join(" ", flow.jvmOptions()))),
                port);
    }

    @Override
    public List<String> versionCommand() {
        return List.of(launcher.toString(), "version");
    }
}
