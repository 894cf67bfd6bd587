// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.deadletter;

import io.millrace.agent.FileChannels;
import io.millrace.agent.Installation;
import io.millrace.agent.run.StateOptions;
import io.millrace.engine.deadletter.DeadLetter;
import io.millrace.engine.deadletter.DeadLetterBox;
import io.millrace.host.Disk;
import io.millrace.host.Host;
import io.millrace.journal.JournalKeys;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Which dead letters a command is about: the options that its subcommands share. */
final class Chosen {
    @Parameters(arity = "0..*", paramLabel = "number", description = "Only these, by number.")
    private List<Long> numbers = new ArrayList<>();

    @Mixin private StateOptions state = new StateOptions();

    @Option(names = "--channel", paramLabel = "<channel>", description = "Only of this channel.")
    private @Nullable String channel;

    @Option(names = "--sink", paramLabel = "<sink>", description = "Only of this sink.")
    private @Nullable String sink;

    @Option(
            names = "--fault",
            paramLabel = "<fault>",
            description = "Only rejected, refused or crashed.")
    private @Nullable String fault;

    @Option(
            names = {"-f", "--conf-file"},
            paramLabel = "<file>",
            description = "The configuration with the channel; needed if that is encrypted.")
    private List<Path> files = new ArrayList<>();

    /** The dead letters of one channel of one agent. */
    record Place(String agent, Path state, DeadLetterBox box) {}

    /** Whether it is said which ones, beside the place. */
    boolean isNarrow() {
        return !numbers.isEmpty() || sink != null || fault != null;
    }

    boolean hasNumbers() {
        return !numbers.isEmpty();
    }

    Path root() {
        return state.root();
    }

    /** All places that the options leave. */
    List<Place> places(Disk disk) throws IOException {
        List<Place> places = new ArrayList<>();
        for (Path directory : state.agents(disk)) {
            String name = String.valueOf(directory.getFileName());
            for (DeadLetterBox box : DeadLetterBox.of(disk, directory)) {
                if (channel == null || channel.equals(box.channel())) {
                    places.add(new Place(name, directory, box));
                }
            }
        }
        return places;
    }

    /** The keys of channels, as the configuration says them; none if there is none. */
    Keys keys(Installation installation, Host host) throws IOException {
        List<FileChannels.Found> channels =
                files.isEmpty() ? List.of() : FileChannels.of(files, installation, host);
        return place -> {
            for (FileChannels.Found one : channels) {
                if (one.agent().equals(place.agent()) && one.name().equals(place.box().channel())) {
                    return one.config().keys(host.disk());
                }
            }
            return JournalKeys.NONE;
        };
    }

    /** Knows the keys of each place. */
    interface Keys {
        JournalKeys of(Place place) throws IOException;
    }

    boolean isChosen(DeadLetter letter) {
        return (numbers.isEmpty() || numbers.contains(letter.sequence()))
                && (sink == null || sink.equals(letter.sink()))
                && (fault == null || fault.equalsIgnoreCase(letter.fault().word()));
    }
}
