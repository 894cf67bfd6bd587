// SPDX-License-Identifier: Apache-2.0

package io.millrace.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A process of the distribution. Waits are for lines and for the end of the process, which is
 * killed if it takes too long: nobody can be interrupted who reads from it.
 */
final class Launched implements AutoCloseable {
    static final Path HOME = Path.of("target", "millrace").toAbsolutePath();
    static final String MILLRACE = HOME.resolve("bin/millrace").toString();
    static final String FLUME_NG = HOME.resolve("bin/flume-ng").toString();

    private static final int PATIENCE_SECONDS = 240;

    /**
     * Who starts the tests in the background of a script has them ignore SIGINT, with nohup SIGHUP,
     * and a JVM that is born so ignores it for good.
     */
    private static final List<String> WITH_SIGNALS = List.of("env", "--default-signal=INT,HUP");

    private static final boolean CAN_SET_SIGNALS = canSetSignals();

    private final Process process;
    private final BufferedReader reader;
    private final StringBuilder output = new StringBuilder();

    private Launched(Process process) {
        this.process = process;
        this.reader = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts a process whose outputs are read as one. */
    static Launched start(Path directory, Map<String, String> environment, String... command)
            throws IOException {
        return new Launched(
                limited(
                        builder(directory, environment, command)
                                .redirectErrorStream(true)
                                .start()));
    }

    private static ProcessBuilder builder(
            Path directory, Map<String, String> environment, String... command) {
        var words = new ArrayList<String>(CAN_SET_SIGNALS ? WITH_SIGNALS : List.of());
        words.addAll(List.of(command));
        var builder = new ProcessBuilder(words).directory(directory.toFile());
        builder.environment().keySet().removeIf(key -> key.startsWith("MILLRACE_"));
        builder.environment().put("STATE_DIRECTORY", directory.resolve("state").toString());
        builder.environment().putAll(environment);
        return builder;
    }

    private static boolean canSetSignals() {
        var words = new ArrayList<>(WITH_SIGNALS);
        words.add("true");
        try {
            return new ProcessBuilder(words).start().waitFor() == 0;
        } catch (IOException e) {
            return false; // Not every system has an env that can.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Process limited(Process process) {
        CompletableFuture.delayedExecutor(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .execute(process::destroyForcibly);
        return process;
    }

    /** What a process that ended printed. */
    record Ended(int code, String out, String err) {}

    /** Runs a process to its end. */
    static Ended run(Path directory, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile(directory, "out", ".txt");
        Path err = Files.createTempFile(directory, "err", ".txt");
        Process process =
                builder(directory, environment, command)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
        int code = limited(process).waitFor();
        return new Ended(code, Files.readString(out), Files.readString(err));
    }

    /** Reads on to a line in which the expression is found. */
    Launched until(String regex) throws IOException {
        var pattern = Pattern.compile(regex);
        var line = new StringBuilder();
        while (true) {
            int c = reader.read();
            assertThat(c).as(() -> "\"" + regex + "\" in:\n" + output).isNotNegative();
            output.append((char) c);
            if (c == '\n' || c == '\r') {
                line.setLength(0);
            } else {
                line.append((char) c);
                if (pattern.matcher(line).find()) {
                    return this;
                }
            }
        }
    }

    /** Reads on until each of the expressions was found in a line, in any order. */
    Launched untilAll(String... regexes) throws IOException {
        for (String regex : regexes) {
            if (output.toString().lines().noneMatch(Pattern.compile(regex).asPredicate())) {
                until(regex);
            }
        }
        return this;
    }

    /** Sends a signal, by its name without SIG. */
    Launched signal(String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor())
                .isZero();
        return this;
    }

    /** Waits for the end; returns the exit code. */
    int code() throws IOException, InterruptedException {
        for (int c = reader.read(); c >= 0; c = reader.read()) {
            output.append((char) c);
        }
        return process.waitFor();
    }

    /** All that was read so far. */
    String output() {
        return output.toString();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** A Java home that says it is of some version, and cannot run. */
    static Path fakeJava(Path directory, String version) throws IOException {
        Path home = directory.resolve("java-" + version);
        Files.createDirectories(home.resolve("bin"));
        Path java = Files.writeString(home.resolve("bin/java"), "#!/bin/sh\nexit 99\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    /** Makes a copy of the given files below another directory. */
    static void copy(Path from, Path to, List<String> files) throws IOException {
        for (String file : new ArrayList<>(files)) {
            Path target = to.resolve(file);
            Files.createDirectories(target.getParent());
            Files.copy(from.resolve(file), target);
        }
    }
}
