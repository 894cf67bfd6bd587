// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.frame.Batch;
import io.millrace.frame.BlockBuilder;
import io.millrace.host.Host;
import io.millrace.host.real.RealHost;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A journal seen from outside, while somebody else has it open. */
class JournalViewTest {
    @TempDir Path directory;

    private final Host host = new RealHost();

    private Journal open() throws IOException {
        JournalOptions options =
                JournalOptions.in("test", directory)
                        .withSegmentBytes(JournalOptions.MIN_SEGMENT_BYTES);
        return Journal.open(host, options, JournalListener.NONE);
    }

    private static Batch batch(int from, int to) {
        BlockBuilder builder = new BlockBuilder(64);
        for (int i = from; i < to; i++) {
            builder.append("event " + i + " ".repeat(100));
        }
        return Batch.of(builder.build(0));
    }

    private List<String> seen() throws IOException {
        List<String> seen = new ArrayList<>();
        JournalView.of(host.disk(), List.of(directory), JournalKeys.NONE)
                .visit((sequence, run) -> {
                    for (int i = 0; i < run.size(); i++) {
                        seen.add(
                                sequence
                                        + i
                                        + " "
                                        + Batch.of(List.of(run)).event(i).text().strip());
                    }
                    return true;
                });
        return seen;
    }

    @Test
    void showsWhatIsThereOverManySegmentsWhileTheJournalIsOpen() throws Exception {
        try (Journal journal = open()) {
            for (int i = 0; i < 1000; i += 10) {
                journal.append(batch(i, i + 10)).await();
            }
            assertThat(journal.diskBytes()).isGreaterThan(5 * JournalOptions.MIN_SEGMENT_BYTES);
            List<String> seen = seen();
            assertThat(seen).hasSize(1000);
            assertThat(seen.getFirst()).isEqualTo("0 event 0");
            assertThat(seen.getLast()).isEqualTo("999 event 999");
        }
    }

    @Test
    void leavesOutWhatIsAcknowledgedAlsoIfItWasNeverTaken() throws Exception {
        try (Journal journal = open()) {
            journal.append(batch(0, 10)).await();
            journal.acknowledge(2, 4, 0);
            journal.acknowledge(7, 8, 0);
        }
        try (Journal _ = open()) {
            assertThat(seen())
                    .extracting(text -> text.split(" ", -1)[0])
                    .containsExactly("0", "1", "4", "5", "6", "8", "9");
        }
    }

    @Test
    void seesNothingOfSegmentsThatWereDeliveredAndUsedAgain() throws Exception {
        try (Journal journal = open()) {
            for (int i = 0; i < 1000; i += 10) {
                journal.append(batch(i, i + 10)).await();
                journal.acknowledge(i, i + 10, 0);
            }
        }
        try (Journal journal = open()) {
            journal.append(batch(1000, 1001)).await();
            assertThat(seen()).containsExactly("1000 event 1000");
        }
    }

    @Test
    void endsWhereItIsTold() throws Exception {
        try (Journal journal = open()) {
            journal.append(batch(0, 10)).await();
            journal.append(batch(10, 20)).await();
            List<Long> visited = new ArrayList<>();
            JournalView.of(host.disk(), List.of(directory), JournalKeys.NONE)
                    .visit((sequence, run) -> {
                        visited.add(sequence);
                        return false;
                    });
            assertThat(visited).containsExactly(0L);
        }
    }
}
