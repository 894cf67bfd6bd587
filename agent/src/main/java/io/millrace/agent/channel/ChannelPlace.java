// SPDX-License-Identifier: Apache-2.0
package io.millrace.agent.channel;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The part of a command line that says which channel is meant. */
final class ChannelPlace {
    @Option(
            names = {"-f", "--conf-file"},
            paramLabel = "<file>",
            description = "The configuration with the channel.")
    List<Path> files = new ArrayList<>();

    @Option(
            names = {"-n", "--name"},
            paramLabel = "<agent>",
            description = "The agent with the channel, if the file has several.")
    @Nullable String agent;

    @Option(
            names = "--data-dirs",
            paramLabel = "<dirs>",
            split = ",",
            description = "The directories with the events, instead of a configuration.")
    List<Path> dataDirs = new ArrayList<>();

    @Option(
            names = "--checkpoint-dir",
            paramLabel = "<dir>",
            description = "The checkpointDir, if it is not the first of the data directories.")
    @Nullable Path checkpointDir;

    @Parameters(
            paramLabel = "channel",
            arity = "0..1",
            description = "The channel; not needed if there is one file channel.")
    @Nullable String channel;
}
