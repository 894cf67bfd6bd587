// SPDX-License-Identifier: Apache-2.0
package io.millrace.agent.channel;

import io.millrace.agent.ExitCode;
import io.millrace.frame.Batch;
import io.millrace.frame.FrameDecoder;
import io.millrace.frame.FrameFormatException;
import io.millrace.frame.Run;
import io.millrace.host.Disk;
import io.millrace.host.DiskFile;
import io.millrace.spi.ProblemException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** Appends the frames of a file to a channel. */
@Command(
        name = "import",
        description =
                "Append the events of a file that export wrote to a channel whose agent is"
                        + " stopped. The file stays as it is.")
final class ImportCommand implements Callable<Integer> {
    private static final int MOST_FRAME_BYTES = 64 << 20;
    private static final int LENGTH_BYTES = 12;

    private final ChannelFinder finder;
    @Mixin private ChannelPlace place = new ChannelPlace();

    @Option(
            names = "--from",
            required = true,
            paramLabel = "<file>",
            description = "The file with the events.")
    private Path source = Path.of("");

    ImportCommand(ChannelFinder finder) {
        this.finder = finder;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        FrameDecoder decoder = new FrameDecoder(MOST_FRAME_BYTES);
        // All of the file is checked before any of it is appended.
        long events = read(decoder, run -> {});
        try (StoppedChannel channel = StoppedChannel.open(finder, finder.named(place))) {
            read(decoder, run -> channel.append(Batch.of(List.of(run.outOfStream()))));
        }
        finder.terminal().out().println(events + " events were appended");
        return ExitCode.OK;
    }

    private interface Frames {
        void found(Run run) throws IOException, InterruptedException;
    }

    private long read(FrameDecoder decoder, Frames frames)
            throws IOException, InterruptedException {
        long events = 0;
        long at = 0;
        try (DiskFile file = finder.host().disk().open(source, Disk.Mode.READ)) {
            long size = file.size();
            while (at < size) {
                byte[] head = bytes(file, at, (int) Math.min(LENGTH_BYTES, size - at));
                int length = head.length < LENGTH_BYTES ? LENGTH_BYTES : decoder.length(head, 0);
                byte[] frame = bytes(file, at, length);
                Run run = Run.of(decoder.decode(frame, 0, frame.length));
                frames.found(run);
                events += run.size();
                at += length;
            }
        } catch (FrameFormatException | EOFException damaged) {
            throw new ProblemException(
                    "MR-6341",
                    "%s has no frame at byte %d: %s".formatted(source, at, damaged.getMessage()),
                    "none of its events was appended",
                    "name a file that millrace channel export wrote",
                    damaged);
        }
        return events;
    }

    private static byte[] bytes(DiskFile file, long at, int length) throws IOException {
        if (length > file.size() - at) {
            throw new EOFException("it ends before its " + length + " bytes");
        }
        byte[] bytes = new byte[length];
        int done = 0;
        while (done < length) {
            int read = file.read(bytes, done, length - done, at + done);
            if (read < 0) {
                throw new EOFException("it became shorter");
            }
            done += read;
        }
        return bytes;
    }
}
