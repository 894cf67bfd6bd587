// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import io.millrace.engine.deadletter.DeadLetter;
import io.millrace.engine.deadletter.DeadLetterBox;
import io.millrace.host.Disk;
import io.millrace.host.real.RealHost;
import io.millrace.journal.JournalKeys;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The dead letters on the disk, as anybody else reads them. */
final class KeptLetters {
    private KeptLetters() {}

    /** Those of all channels of the state directory of an agent, which may be running. */
    static List<DeadLetter> in(Path state) {
        Disk disk = new RealHost().disk();
        List<DeadLetter> letters = new ArrayList<>();
        try {
            for (DeadLetterBox box : DeadLetterBox.of(disk, state)) {
                box.visit(disk, JournalKeys.NONE, letters::add);
            }
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
        return letters;
    }
}
