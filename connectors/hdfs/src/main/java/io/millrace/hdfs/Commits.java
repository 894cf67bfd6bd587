// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.millrace.formats.commit.FreshEvents;
import io.millrace.frame.Batch;
import io.millrace.hdfs.RecordContents.Length;
import io.millrace.spi.Context;
import io.millrace.spi.Problem;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What becomes of a batch in the record: which of its events are in files already, which files wait
 * until it is noted that the others are. For the thread that holds the sink's lock.
 */
final class Commits {
    private final @Nullable WriteRecord record;
    private final @Nullable FreshEvents fresh;
    private final boolean exact;
    private final Set<OpenFile> waiting = new LinkedHashSet<>();

    /**
     * @param record null if there is none
     * @param exact whether events that are in files are passed over
     * @param asked whether the user wants that, rather than that it is the default
     */
    Commits(Context context, @Nullable WriteRecord record, boolean exact, boolean asked) {
        this.record = record;
        this.exact = exact;
        this.fresh =
                record == null || !exact
                        ? null
                        : new FreshEvents(
                                context,
                                record,
                                asked ? Optional.of(unnumbered()) : Optional.empty());
    }

    private static Problem unnumbered() {
        return new Problem(
                "MR-4122",
                Problem.Severity.WARNING,
                "",
                "",
                "hdfs.delivery = exactly_once, but the channel does not number its events",
                "A batch that a crash puts in doubt is written again and may appear twice."
                        + " Over failures without a crash no event is written twice.",
                "Use a channel of type file, or set hdfs.delivery = at_least_once.");
    }

    boolean isExact() {
        return exact;
    }

    /** Begins with a batch: the events of it that are in no file yet. */
    Batch begin(Batch batch) {
        waiting.clear();
        return fresh == null ? batch : fresh.of(batch);
    }

    /** Takes files that are flushed. */
    void add(Collection<OpenFile> flushed) {
        waiting.addAll(flushed);
    }

    /** Forgets files that somebody else has in hands now. */
    void forget(Collection<OpenFile> files) {
        waiting.removeAll(files);
    }

    /**
     * Notes that the batch is in the files.
     *
     * @return the files that got their last event and are to be settled
     * @throws IOException if that is not known to be noted; the files are in doubt, then
     */
    List<OpenFile> commit() throws IOException {
        WriteRecord record = this.record;
        if (record == null || waiting.isEmpty()) {
            return List.of();
        }
        List<Length> lengths = new ArrayList<>(waiting.size());
        for (OpenFile file : waiting) {
            if (!file.isSettled()) {
                lengths.add(file.toCommit());
            }
        }
        record.commit(
                fresh == null ? "" : fresh.channel(),
                fresh == null ? List.of() : fresh.spans(),
                lengths);
        List<OpenFile> ended = new ArrayList<>();
        for (OpenFile file : waiting) {
            boolean held = file.hasPending();
            file.committed();
            if (held && file.isEnded()) {
                ended.add(file);
            }
        }
        waiting.clear();
        return ended;
    }

    /** The files that hold events of a batch that failed; they are the caller's. */
    List<OpenFile> abort() {
        List<OpenFile> doubtful = waiting.stream().filter(OpenFile::hasPending).toList();
        waiting.clear();
        return doubtful;
    }
}
