// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.sink;

import io.millrace.host.real.RealHost;
import io.millrace.spi.Level;
import io.millrace.spi.Sink;
import io.millrace.testkit.FaultDisk;
import io.millrace.testkit.ManualClock;
import io.millrace.testkit.SinkContract;
import io.millrace.testkit.TestContext;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The contract of sinks, for files of lines and for files of headers and lines. */
class FileRollSinkContractTest {

    @Nested
    class Text extends FileRollContract {
        Text() {
            super("text");
        }

        @Override
        protected Set<Capability> capabilities() {
            // A line has no headers, and ends at a line feed.
            return EnumSet.of(Capability.FAULTS, Capability.NO_DOUBLES);
        }

        @Override
        Arrived event(String line) {
            return new Arrived(Map.of(), line);
        }
    }

    @Nested
    class HeaderAndText extends FileRollContract {
        HeaderAndText() {
            super("header_and_text");
        }

        @Override
        protected Set<Capability> capabilities() {
            // A line ends at a line feed.
            return EnumSet.of(Capability.HEADERS, Capability.FAULTS, Capability.NO_DOUBLES);
        }

        @Override
        Arrived event(String line) {
            int end = line.indexOf("} ");
            if (!line.startsWith("{") || end < 0) {
                return new Arrived(Map.of(), line);
            }
            Map<String, String> headers = new TreeMap<>();
            for (String header : line.substring(1, end).split(", ")) {
                if (!header.isEmpty()) {
                    headers.put(
                            header.substring(0, header.indexOf('=')),
                            header.substring(header.indexOf('=') + 1));
                }
            }
            return new Arrived(headers, line.substring(end + 2));
        }
    }

    abstract static class FileRollContract extends SinkContract {
        private final String serializer;
        private final FaultDisk disk = new FaultDisk();
        private final ManualClock clock = ManualClock.at(1_767_323_045_678L);

        @TempDir private Path directory;
        @TempDir private Path state;

        FileRollContract(String serializer) {
            this.serializer = serializer;
        }

        abstract Arrived event(String line);

        @Override
        protected Sink newSink() {
            // Each sink of an agent that is started again has a time of its own.
            clock.advance(Duration.ofMillis(1));
            RealHost real = new RealHost();
            disk.onlyIn(path -> path.startsWith(directory));
            return FileRolls.config(directory, Map.of("serializer", serializer))
                    .create(
                            TestContext.named("k1")
                                    .in(state)
                                    .with(new RealHost(clock, real.threads(), disk, real.net()))
                                    .with(Level.FSYNC));
        }

        @Override
        protected List<Arrived> arrived() throws IOException {
            Map<String, String> files =
                    new TreeMap<>(
                            Comparator.comparingLong((String name) -> part(name, 0))
                                    .thenComparingLong(name -> part(name, 1)));
            files.putAll(FileRolls.files(directory));
            List<Arrived> arrived = new ArrayList<>();
            for (String text : files.values()) {
                for (String line : text.substring(0, text.length() - 1).split("\n", -1)) {
                    arrived.add(event(line));
                }
            }
            return arrived;
        }

        private static long part(String name, int which) {
            return Long.parseLong(name.split("-")[which]);
        }

        /** What is held is durable when the sink is closed. */
        @Override
        protected void settle(Sink sink) {}

        @Override
        protected void breakNextWrite() {
            disk.failNextWriteAfter(17, new IOException("No space left on device"));
        }
    }
}
