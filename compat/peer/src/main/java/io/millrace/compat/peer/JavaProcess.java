// SPDX-License-Identifier: Apache-2.0
package io.millrace.compat.peer;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A Java program in a process of its own, on the same JDK as the one that starts it. What it prints
 * goes to one file. It is killed at the latest when the JVM that started it ends.
 */
public final class JavaProcess implements AutoCloseable {
    private static final Duration STOP_GRACE = Duration.ofSeconds(20);
    private static final int LOG_TAIL = 4000;

    private final String name;
    private final Process process;
    private final Path log;
    private final Thread killer;

    /**
     * What to run.
     *
     * @param name what messages call it
     * @param directory exists; the working directory, which gets the file {@code <name>.log}
     * @param jvmOptions before the class path
     * @param classPath entries as {@code java -cp} takes them
     * @param mainClass its full name
     * @param arguments for the program
     */
    public record Launch(
            String name,
            Path directory,
            List<String> jvmOptions,
            List<String> classPath,
            String mainClass,
            List<String> arguments) {}

    /** Something that holds in the end; asked again until it does. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws IOException;
    }

    private JavaProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.killer = new Thread(process::destroyForcibly, name + "-killer");
        Runtime.getRuntime().addShutdownHook(killer);
    }

    /** The {@code java} of this JVM. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Starts the program and returns at once. */
    public static JavaProcess start(Launch launch) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(java());
        command.addAll(launch.jvmOptions);
        command.add("-cp");
        command.add(String.join(File.pathSeparator, launch.classPath));
        command.add(launch.mainClass);
        command.addAll(launch.arguments);
        return start(launch.name, launch.directory, command);
    }

    /** Starts any command and returns at once; the first element is the program. */
    public static JavaProcess start(String name, Path directory, List<String> command)
            throws IOException {
        return start(name, directory, command, Map.of());
    }

    /** The same with variables added to the environment. */
    public static JavaProcess start(
            String name, Path directory, List<String> command, Map<String, String> environment)
            throws IOException {
        Path log = directory.resolve(name + ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return new JavaProcess(name, builder.start(), log);
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** All that it printed so far. */
    public String log() throws IOException {
        return Files.readString(log, StandardCharsets.UTF_8);
    }

    /**
     * Returns as soon as the condition holds; asks every few milliseconds.
     *
     * @param what the end of the sentence "was waiting for"
     * @throws IllegalStateException if the process ended, or the time is over; with the end of the
     *     log
     */
    public void await(String what, Duration limit, Condition condition)
            throws IOException, InterruptedException {
        await(what, limit, Duration.ofMillis(10), condition);
    }

    /** The same with another pause between two looks, where looking costs the process something. */
    public void await(String what, Duration limit, Duration pause, Condition condition)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (!condition.holds()) {
            // Waiting for the end of the process is the pause.
            if (process.waitFor(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                throw failure("ended with " + process.exitValue() + " when I waited for " + what);
            }
            if (System.nanoTime() - start > limit.toNanos()) {
                throw failure("was " + limit + " old when I still waited for " + what);
            }
        }
    }

    private IllegalStateException failure(String what) throws IOException {
        String text = log();
        return new IllegalStateException(
                name + " " + what + "\n" + text.substring(Math.max(0, text.length() - LOG_TAIL)));
    }

    /**
     * Waits for a program that ends by itself.
     *
     * @return its exit code
     */
    public int awaitEnd(Duration limit) throws IOException, InterruptedException {
        if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
            throw failure("did not end within " + limit);
        }
        return process.exitValue();
    }

    /**
     * Asks the program to end (SIGTERM), kills it if it has not after twenty seconds.
     *
     * @return its exit code
     */
    public int stop() throws InterruptedException {
        try {
            process.destroy();
            if (!process.waitFor(STOP_GRACE.toNanos(), TimeUnit.NANOSECONDS)) {
                process.destroyForcibly().waitFor();
            }
            return process.exitValue();
        } finally {
            forgetKiller();
        }
    }

    /** Kills the program if it still runs. */
    @Override
    public void close() {
        process.destroyForcibly();
        forgetKiller();
    }

    private void forgetKiller() {
        if (!process.isAlive()) {
            try {
                Runtime.getRuntime().removeShutdownHook(killer);
            } catch (IllegalStateException e) {
                // This JVM is ending: the hook runs and finds nothing to kill.
                return;
            }
        }
    }
}
