// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.deadletter;

import io.millrace.frame.Event;
import io.millrace.host.Disk;
import io.millrace.host.FileFacts;
import io.millrace.journal.JournalKeys;
import io.millrace.journal.JournalView;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the dead letters of a channel, whether its agent runs or not, and changes nothing.
 *
 * @param channel whose they are
 * @param directory where they are
 */
public record DeadLetterBox(String channel, Path directory) {

    /** Is shown dead letters. */
    public interface Visitor {
        /** Returns whether to go on. */
        boolean visit(DeadLetter letter) throws IOException;
    }

    /**
     * The channels of an agent that have, or had, dead letters.
     *
     * @param state the agent's state directory
     */
    public static List<DeadLetterBox> of(Disk disk, Path state) throws IOException {
        List<DeadLetterBox> boxes = new ArrayList<>();
        try {
            for (Path directory : disk.list(DeadLetters.directory(state))) {
                if (disk.facts(directory).kind() == FileFacts.Kind.DIRECTORY) {
                    boxes.add(
                            new DeadLetterBox(String.valueOf(directory.getFileName()), directory));
                }
            }
        } catch (NoSuchFileException none) {
            return List.of();
        }
        return boxes;
    }

    /**
     * Shows the dead letters there are now, the oldest first.
     *
     * @param keys of the channel
     */
    public void visit(Disk disk, JournalKeys keys, Visitor visitor) throws IOException {
        JournalView.of(disk, List.of(directory), keys)
                .visit((sequence, run) -> {
                    for (int event = 0; event < run.size(); event++) {
                        if (!visitor.visit(
                                new DeadLetter(sequence + event, new Event(run, event)))) {
                            return false;
                        }
                    }
                    return true;
                });
    }
}
