// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.exec;

import io.millrace.basic.source.PatientEmitter;
import io.millrace.basic.source.StopSignal;
import io.millrace.basic.source.Utf8Input;
import io.millrace.frame.Batch;
import io.millrace.frame.Block;
import io.millrace.frame.BlockBuilder;
import io.millrace.host.Threads;
import io.millrace.spi.Context;
import io.millrace.spi.Emitter;
import io.millrace.spi.Problem;
import io.millrace.spi.Problem.Severity;
import io.millrace.spi.Source;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;

/** Reads the output of a command, as often as it is run. */
final class ExecSource implements Source {
    private static final Logger LOG = LoggerFactory.getLogger(ExecSource.class);
    private static final int READ_BYTES = 64 * 1024;
    private static final int MOST_LOGGED_BYTES = 8 * 1024;
    private static final int USUAL_LINE_BYTES = 128;

    private final ExecConfig config;
    private final Context context;
    private final StopSignal stop;

    /** How the output has to be read to find the line ends in it; bodies are in the charset. */
    private final Charset readAs;

    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Command command;
    private @Nullable PatientEmitter emitter;
    private @Nullable BlockBuilder block;

    ExecSource(ExecConfig config, Context context) {
        this.config = config;
        this.context = context;
        this.stop = new StopSignal(context.host().clock());
        this.readAs =
                hasAsciiLineEnds(config.charset()) ? StandardCharsets.UTF_8 : config.charset();
    }

    /** Whether LF and CR are the bytes that they are in ASCII, and so nothing has to be decoded. */
    private static boolean hasAsciiLineEnds(Charset charset) {
        // What cannot be encoded again, auto-detecting charsets, has them all.
        return !charset.canEncode()
                || "\n\r".equals(new String("\n\r".getBytes(charset), StandardCharsets.ISO_8859_1));
    }

    @Override
    public void open() throws IOException {
        if (Command.isTail(config.command())) {
            report(
                    "MR-2022",
                    Severity.HINT,
                    "the command follows a file with tail: " + config.command(),
                    "what is written while the agent is down is missed, and the last lines come"
                            + " again after a restart",
                    "use the source type file with the property filepath");
        }
        start();
    }

    private Command start() throws IOException {
        Command started = Command.start(config);
        lock.lock();
        try {
            command = started;
        } finally {
            lock.unlock();
        }
        // Whoever stopped meanwhile may have seen the former command only.
        if (stop.isSet()) {
            started.end();
        }
        if (config.logStdErr()) {
            context.host()
                    .threads()
                    .start(
                            Threads.Kind.PLATFORM,
                            context.name() + " error output",
                            () -> logErrors(started.errors()));
        }
        return started;
    }

    @Override
    public void run(Emitter out) throws IOException, InterruptedException {
        emitter = new PatientEmitter(out, context, stop);
        Command running = current();
        try {
            while (running != null) {
                pump(running.output());
                ended(running.awaitExit());
                running = again();
            }
        } finally {
            close();
        }
    }

    private @Nullable Command again() throws IOException, InterruptedException {
        if (!config.restart() || stop.await(config.restartThrottle().toNanos())) {
            return null;
        }
        return start();
    }

    private void ended(int exitCode) {
        LOG.info("{}: the command ended with exit code {}", context.name(), exitCode);
        if (stop.isSet() || (exitCode == 0 && config.restart())) {
            return;
        }
        report(
                "MR-2021",
                Severity.WARNING,
                "the command \"" + config.command() + "\" ended with exit code " + exitCode,
                config.restart()
                        ? "it is run again after the pause of restartThrottle"
                        : "the source has ended and brings nothing more",
                config.restart()
                        ? "set logStdErr = true to see why it ends"
                        : "set restart = true if it should run for ever");
    }

    private void pump(InputStream output) throws IOException, InterruptedException {
        Utf8Input input = Utf8Input.of(output::read, readAs);
        int maxLineBytes = Math.toIntExact(config.maxLineLength().bytes());
        OutputLines lines = new OutputLines(maxLineBytes, this::line);
        byte[] buffer = new byte[READ_BYTES];
        while (true) {
            int read = read(input, buffer);
            if (read < 0) {
                break;
            }
            lines.take(buffer, read);
            // Nothing more to read at the moment: nobody is to wait for a fuller batch.
            if (available(output) == 0) {
                flush();
            }
        }
        lines.finish();
        flush();
    }

    /** The end of a command that was killed may show as a closed stream. */
    private int read(Utf8Input input, byte[] buffer) throws IOException {
        try {
            return input.read(buffer, 0, buffer.length);
        } catch (IOException closed) {
            if (stop.isSet()) {
                return -1;
            }
            throw closed;
        }
    }

    private static int available(InputStream output) {
        try {
            return output.available();
        } catch (IOException closed) {
            return 0;
        }
    }

    private void line(byte[] array, int offset, int length, long cutFrom)
            throws InterruptedException {
        BlockBuilder filling = block;
        if (filling == null) {
            int expected = Math.min(config.batchSize(), READ_BYTES / USUAL_LINE_BYTES);
            filling = new BlockBuilder(Math.max(length, USUAL_LINE_BYTES), expected);
            block = filling;
        }
        if (readAs.equals(StandardCharsets.UTF_8)) {
            filling.append(array, offset, length);
        } else {
            String text = new String(array, offset, length, StandardCharsets.UTF_8);
            filling.append(text.getBytes(config.charset()));
        }
        if (cutFrom >= 0) {
            filling.header("truncated", cutFrom);
        }
        if (filling.events() >= config.batchSize() || filling.used() >= Block.TARGET_BYTES) {
            flush();
        }
    }

    private void flush() throws InterruptedException {
        BlockBuilder filled = block;
        PatientEmitter out = emitter;
        block = null;
        if (filled != null && out != null) {
            out.emit(Batch.of(filled.build(context.host().clock().millis())));
        }
    }

    private void logErrors(InputStream errors) {
        OutputLines lines =
                new OutputLines(
                        MOST_LOGGED_BYTES,
                        (array, offset, length, _) ->
                                LOG.info(
                                        "{}: {}",
                                        context.name(),
                                        new String(array, offset, length, config.charset())));
        byte[] buffer = new byte[MOST_LOGGED_BYTES];
        try (errors) {
            for (int read = errors.read(buffer); read >= 0; read = errors.read(buffer)) {
                lines.take(buffer, read);
            }
            lines.finish();
        } catch (IOException ended) {
            LOG.debug("{}: error output closed", context.name(), ended);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable Command current() {
        lock.lock();
        try {
            return command;
        } finally {
            lock.unlock();
        }
    }

    private void report(String code, Severity severity, String what, String effect, String remedy) {
        context.report(new Problem(code, severity, "", "", what, effect, remedy));
    }

    @Override
    public void stop() {
        stop.set();
        Command running = current();
        if (running != null) {
            running.end();
        }
    }

    @Override
    public void close() {
        stop.set();
        Command running = current();
        if (running != null) {
            running.kill();
        }
    }
}
