// SPDX-License-Identifier: Apache-2.0
package io.millrace.testing.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process that a test starts and ends. What it prints goes to a file, which outlives a kill as
 * what is in the page cache does.
 */
final class Forked implements AutoCloseable {
    private static final long POLL_MILLIS = 2;
    private static final long PATIENCE_SECONDS = 60;

    /** A JVM that starts fast and takes little. */
    private static final List<String> SMALL =
            List.of(
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-Xshare:auto",
                    "-XX:+ExitOnOutOfMemoryError",
                    "--enable-native-access=ALL-UNNAMED");

    private final Process process;
    private final Path out;

    private Forked(Process process, Path out) {
        this.process = process;
        this.out = out;
    }

    /** Starts a class of the test's class path. */
    static Forked java(Path out, String heap, Class<?> main, String... words) throws IOException {
        return command(out, javaCommand(heap, main, words));
    }

    /** The command line of {@link #java}. */
    static List<String> javaCommand(String heap, Class<?> main, String... words) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(SMALL);
        command.add("-Xmx" + heap);
        command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
        command.add("-cp");
        command.add(
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(main.getName());
        command.addAll(List.of(words));
        return command;
    }

    /** Starts any command; both outputs go to the file. */
    static Forked command(Path out, List<String> command) throws IOException {
        return command(out, command, Map.of());
    }

    /** The same with some variables of the environment. */
    static Forked command(Path out, List<String> command, Map<String, String> environment)
            throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
        builder.environment().keySet().removeIf(key -> key.startsWith("MILLRACE_"));
        builder.environment().putAll(environment);
        return new Forked(builder.start(), out);
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** What it printed so far. */
    String output() throws IOException {
        return Files.readString(out);
    }

    /** Gives it some time; whether it ended by itself. */
    boolean endsWithin(long millis) throws InterruptedException {
        return process.waitFor(millis, TimeUnit.MILLISECONDS);
    }

    /** Waits until what it printed is as wanted, or it ended; fails if neither comes. */
    void awaitOutput(Predicate<String> wanted) throws IOException, InterruptedException {
        long polls = TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS) / POLL_MILLIS;
        for (long poll = 0; poll < polls; poll++) {
            boolean ended = endsWithin(POLL_MILLIS);
            if (wanted.test(output())) {
                return;
            }
            if (ended) {
                throw new AssertionError("ended with " + process.exitValue() + ":\n" + output());
            }
        }
        throw stuck("not in time");
    }

    /** Waits for an expression, and gives its first group, or all if it has none. */
    String await(String regex) throws IOException, InterruptedException {
        Pattern pattern = Pattern.compile(regex);
        awaitOutput(text -> pattern.matcher(text).find());
        Matcher found = pattern.matcher(output());
        if (!found.find()) {
            throw new AssertionError("gone again: " + regex);
        }
        return found.group(Math.min(1, found.groupCount()));
    }

    /** SIGKILL, for the processes it started too; returns when all are gone. */
    void kill() throws InterruptedException {
        List<ProcessHandle> started = process.descendants().toList();
        started.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.waitFor();
        started.forEach(one -> one.onExit().join());
    }

    /** Sends a signal, by its name without SIG. */
    void signal(String name) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + name, "" + pid()).start().waitFor();
        if (code != 0) {
            throw new AssertionError("kill -" + name + " ended with " + code);
        }
    }

    /** Waits for the end; gives the exit code. */
    int code() throws IOException, InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw stuck("does not end");
        }
        return process.exitValue();
    }

    /** With the stacks of all threads, if it is a JVM that can still tell them. */
    private AssertionError stuck(String how) throws IOException, InterruptedException {
        if (isAlive()) {
            signal("QUIT");
            endsWithin(1000);
        }
        return new AssertionError(how + ":\n" + output());
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
