// SPDX-License-Identifier: Apache-2.0
package io.millrace.agent.channel;

import io.millrace.agent.Installation;
import io.millrace.agent.Terminal;
import io.millrace.host.Host;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands for what a file channel has on disk. */
@Command(
        name = "channel",
        description = "Look into a file channel, check it, copy it, replay it.",
        synopsisSubcommandLabel = "<command>",
        footer = {
            "",
            "Examples:",
            "  millrace channel ls -f flume.conf c1",
            "  millrace channel cat -f flume.conf --limit 10 c1",
            "  millrace channel fsck --data-dirs /var/lib/flume/c1/data",
            "  millrace channel export -f flume.conf --to c1.frames c1"
        })
public final class ChannelCommand {
    private ChannelCommand() {}

    /** With all its commands. */
    public static CommandLine line(Terminal terminal, Installation installation, Host host) {
        ChannelFinder finder = new ChannelFinder(terminal, installation, host);
        return new CommandLine(new ChannelCommand())
                .addSubcommand("ls", new LsCommand(finder))
                .addSubcommand("cat", new CatCommand(finder))
                .addSubcommand("fsck", new FsckCommand(finder))
                .addSubcommand("export", new ExportCommand(finder))
                .addSubcommand("import", new ImportCommand(finder))
                .addSubcommand("replay", new ReplayCommand(finder));
    }
}
