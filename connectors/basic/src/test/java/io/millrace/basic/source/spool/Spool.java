// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.spool;

import io.millrace.basic.source.follow.GatedDisk;
import io.millrace.basic.source.follow.HastyClock;
import io.millrace.host.Clock;
import io.millrace.host.Host;
import io.millrace.host.real.RealHost;
import io.millrace.spi.Source;
import io.millrace.testkit.RecordingEmitter;
import io.millrace.testkit.RunningSource;
import io.millrace.testkit.TestContext;
import io.millrace.testkit.TestFiles;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A source under test: set up, started, stopped, crashed, on a clock whose waits take no time. */
final class Spool implements AutoCloseable {
    private static final Host REAL = new RealHost();
    private static final long PATIENCE_NANOS = Duration.ofSeconds(30).toNanos();

    final Path directory;
    final GatedDisk disk;
    String suffix = ".COMPLETED";
    SpoolConfig.DeletePolicy deletePolicy = SpoolConfig.DeletePolicy.NEVER;
    SpoolConfig.TrackingPolicy trackingPolicy = SpoolConfig.TrackingPolicy.RENAME;
    boolean headers;
    Pattern include = Pattern.compile("^.*$");
    Pattern ignore = Pattern.compile("^$");
    SpoolConfig.ConsumeOrder consumeOrder = SpoolConfig.ConsumeOrder.OLDEST;
    Duration minAge = Duration.ZERO;
    boolean isRecursive;
    Charset input = StandardCharsets.UTF_8;
    Charset output = StandardCharsets.UTF_8;
    SpoolConfig.DecodeErrorPolicy policy = SpoolConfig.DecodeErrorPolicy.FAIL;
    String deserializer = "LINE";
    SpoolConfig.Decompress decompress = SpoolConfig.Decompress.AUTO;
    int maxLineLength = 2048;
    SpoolConfig.SchemaType schemaType = SpoolConfig.SchemaType.HASH;
    int maxBlobLength = 100_000_000;
    Clock clock = new HastyClock();
    TestContext context;
    RecordingEmitter out = new RecordingEmitter();
    @Nullable RunningSource running;

    /** On a directory below another one, which is made; state lies beside it. */
    Spool(Path root) throws IOException {
        directory = Files.createDirectories(root.resolve("in"));
        disk = new GatedDisk(directory, root.resolve("own"));
        context =
                TestContext.named("s1")
                        .with(new RealHost(clock, REAL.threads(), disk, REAL.net()))
                        .in(root.resolve("own"));
    }

    /** With another clock. */
    void with(Clock other) {
        clock = other;
        context = context.with(new RealHost(other, REAL.threads(), disk, REAL.net()));
    }

    SpoolConfig config() {
        return new SpoolConfig(
                directory,
                suffix,
                deletePolicy,
                trackingPolicy,
                Path.of(".flumespool"),
                headers,
                "file",
                headers,
                "basename",
                include,
                ignore,
                consumeOrder,
                Duration.ofMillis(500),
                minAge,
                isRecursive,
                input,
                policy,
                deserializer,
                decompress,
                Optional.of(maxLineLength),
                output,
                schemaType,
                maxBlobLength,
                Optional.empty());
    }

    /** Puts a file there, all at once, and says how old it is. */
    Path put(String name, byte[] bytes, int secondsOld) throws IOException {
        Path target = directory.resolve(name);
        Path beside = directory.resolveSibling("beside");
        TestFiles.write(beside, bytes);
        long now = REAL.clock().millis();
        Files.setLastModifiedTime(beside, FileTime.fromMillis(now - 1000L * secondsOld));
        Files.createDirectories(target.getParent());
        TestFiles.rename(beside, target);
        return target;
    }

    Path put(String name, String text, int secondsOld) throws IOException {
        return put(name, text.getBytes(StandardCharsets.UTF_8), secondsOld);
    }

    Path put(String name, String text) throws IOException {
        return put(name, text, 10);
    }

    Source source() {
        return config().create(context);
    }

    Spool start() throws Exception {
        running = RunningSource.start(source(), out);
        return this;
    }

    void stop() throws Exception {
        RunningSource stopping = running;
        running = null;
        if (stopping != null) {
            stopping.stop();
        }
    }

    List<String> texts(int count) throws InterruptedException {
        out.awaitEvents(count);
        return out.texts();
    }

    /** Starts, waits until no file is left to be read, and stops. */
    List<String> all() throws Exception {
        start();
        awaitNames(names -> names.stream().allMatch(name -> name.endsWith(suffix)));
        stop();
        return out.texts();
    }

    /** The names in the directory that do not begin with a dot, sorted. */
    List<String> names() {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> String.valueOf(entry.getFileName()))
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    void awaitNames(String... names) {
        awaitNames(List.of(names)::equals);
    }

    private void awaitNames(java.util.function.Predicate<List<String>> wanted) {
        await(() -> wanted.test(names()), () -> "the names are " + names());
    }

    void awaitProblem(String code) {
        await(() -> context.codes().contains(code), () -> "the problems are " + context.codes());
    }

    private void await(BooleanSupplier condition, java.util.function.Supplier<String> otherwise) {
        long end = REAL.clock().nanos() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            RunningSource there = running;
            if (there != null && there.failure() != null) {
                throw new AssertionError("the source failed", there.failure());
            }
            if (REAL.clock().nanos() - end > 0) {
                throw new AssertionError(otherwise.get());
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        if (running != null) {
            running.close();
        }
    }
}
