// SPDX-License-Identifier: Apache-2.0
package io.millrace.agent.channel;

import io.millrace.agent.CommandProblems;
import io.millrace.agent.ExitCode;
import io.millrace.frame.FrameEncoder;
import io.millrace.host.Disk;
import io.millrace.host.DiskFile;
import io.millrace.journal.JournalView;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** Copies the events that wait into a file of frames, one behind the other. */
@Command(
        name = "export",
        description =
                "Copy the events that wait in a channel into a file. Beside a running agent this is"
                        + " a consistent copy of one moment; the events stay in the channel.")
final class ExportCommand implements Callable<Integer> {
    private final ChannelFinder finder;
    @Mixin private ChannelPlace place = new ChannelPlace();

    @Option(
            names = "--to",
            required = true,
            paramLabel = "<file>",
            description = "The file; it must not exist.")
    private Path target = Path.of("");

    @Option(
            names = "--delivered",
            description = "Those that are delivered and still there, instead of those that wait.")
    private boolean delivered;

    ExportCommand(ChannelFinder finder) {
        this.finder = finder;
    }

    @Override
    public Integer call() throws IOException {
        Disk disk = finder.host().disk();
        JournalView view = finder.view(place);
        long[] events = {0};
        try (DiskFile file = disk.open(target, Disk.Mode.CREATE_NEW)) {
            JournalView.Visitor writing =
                    (sequence, run) -> {
                        byte[] frame = FrameEncoder.encode(run);
                        file.write(frame, 0, frame.length);
                        events[0] += run.size();
                        return true;
                    };
            if (delivered) {
                view.visitDelivered(writing);
            } else {
                view.visit(writing);
            }
            file.sync();
        } catch (FileAlreadyExistsException there) {
            finder.terminal()
                    .print(CommandProblems.cannotWrite(target.toString(), "it exists already"));
            return ExitCode.USAGE;
        }
        finder.terminal().out().println(events[0] + " events are in " + target);
        return ExitCode.OK;
    }
}
