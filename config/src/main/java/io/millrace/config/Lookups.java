// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
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
     * @throws IOException if it cannot be started
     */
    Optional<List<String>> run(List<String> command, Charset charset) throws IOException;

    /** Those of this process. */
    static Lookups ofProcess(InstantSource clock) {
        return new ProcessLookups(clock);
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

    /** The lookups of this process. */
    record ProcessLookups(InstantSource clock) implements Lookups {
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
                byte[] bytes = output.readNBytes(MOST_BYTES);
                if (bytes.length == MOST_BYTES) {
                    return Optional.empty();
                }
                return process.waitFor() == 0
                        ? Optional.of(new String(bytes, charset).lines().toList())
                        : Optional.empty();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new UncheckedIOException(new IOException("interrupted", e));
            } finally {
                process.destroy();
            }
        }
    }

    /** The character set of a program's output unless a filter names another one. */
    Charset DEFAULT_CHARSET = StandardCharsets.UTF_8;
}
