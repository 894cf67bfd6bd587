// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the variables of a configuration are looked up in: the environment, system properties, the
 * date, and the programs that a configuration filter runs.
 */
public interface Lookups {

    /** An environment variable, or null. */
    @Nullable String environment(String name);

    /** A system property of the JVM, or null. */
    @Nullable String property(String name);

    /** The time that {@code ${date:...}} writes. */
    Instant now();

    /**
     * Runs a program to its end, without a shell, and gives what it wrote.
     *
     * @return its lines on standard output, or nothing if its exit code is not 0
     * @throws IOException if it cannot be started, or does not end in time and was stopped
     */
    Optional<List<String>> run(List<String> command, Charset charset) throws IOException;

    /** Those of this process. */
    static Lookups ofProcess(InstantSource clock) {
        return new ProcessLookups(clock, PROGRAM_LIMIT);
    }

    /** Fixed ones, for tests and for showing a configuration; programs are not run. */
    static Lookups of(
            Map<String, String> environment, Map<String, String> properties, Instant now) {
        return new Lookups() {
            @Override
            public @Nullable String environment(String name) {
                return environment.get(name);
            }

            @Override
            public @Nullable String property(String name) {
                return properties.get(name);
            }

            @Override
            public Instant now() {
                return now;
            }

            @Override
            public Optional<List<String>> run(List<String> command, Charset charset) {
                return Optional.empty();
            }
        };
    }

    /** How long a program of a filter may take: an agent must not wait for it for ever. */
    Duration PROGRAM_LIMIT = Duration.ofSeconds(30);

    /**
     * The lookups of this process.
     *
     * @param limit how long a program may take
     */
    record ProcessLookups(InstantSource clock, Duration limit) implements Lookups {
        private static final Duration POLL = Duration.ofMillis(10);

        /** A secret is shorter; a program that writes without end is stopped here. */
        private static final int MOST_BYTES = 1 << 20;

        @Override
        public @Nullable String environment(String name) {
            return System.getenv(name);
        }

        @Override
        public @Nullable String property(String name) {
            return name.isEmpty() ? null : System.getProperty(name);
        }

        @Override
        public Instant now() {
            return clock.instant();
        }

        @Override
        public Optional<List<String>> run(List<String> command, Charset charset)
                throws IOException {
            Process process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            try (var output = process.getInputStream()) {
                process.getOutputStream().close();
                byte[] bytes = awaitEnd(process, output);
                return bytes.length < MOST_BYTES && process.exitValue() == 0
                        ? Optional.of(new String(bytes, charset).lines().toList())
                        : Optional.empty();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new UncheckedIOException(new IOException("interrupted", e));
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }

        /**
         * What a process wrote until it ended, or the first {@link #MOST_BYTES} of it. Reads only
         * what is there: a program that this one started may hold the output open for ever.
         */
        private byte[] awaitEnd(Process process, InputStream output)
                throws IOException, InterruptedException {
            var written = new ByteArrayOutputStream();
            for (long polls = limit.dividedBy(POLL); polls >= 0; polls--) {
                boolean ended = process.waitFor(POLL);
                for (int ready = output.available();
                        ready > 0 && written.size() < MOST_BYTES;
                        ready = output.available()) {
                    written.write(output.readNBytes(ready));
                }
                if (ended || written.size() >= MOST_BYTES) {
                    return written.toByteArray();
                }
            }
            throw new IOException(
                    "it had not ended after " + limit.toMillis() / 1000.0 + " s, and was stopped");
        }
    }

    /** The character set of a program's output unless a filter names another one. */
    Charset DEFAULT_CHARSET = StandardCharsets.UTF_8;
}
