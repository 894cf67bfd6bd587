// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.millrace.frame.Batch;
import io.millrace.frame.Run;
import io.millrace.hdfs.RecordContents.Length;
import io.millrace.hdfs.RecordContents.Span;
import io.millrace.spi.ChannelNumbers;
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
    private final Context context;
    private final @Nullable WriteRecord record;
    private final boolean exact;
    private final boolean asked;
    private final Set<OpenFile> waiting = new LinkedHashSet<>();
    private String channel = "";
    private List<Span> spans = List.of();
    private boolean toldThatNumbersAreMissing;

    /**
     * @param record null if there is none
     * @param exact whether events that are in files are passed over
     * @param asked whether the user wants that, rather than that it is the default
     */
    Commits(Context context, @Nullable WriteRecord record, boolean exact, boolean asked) {
        this.context = context;
        this.record = record;
        this.exact = exact;
        this.asked = asked;
    }

    boolean isExact() {
        return exact;
    }

    /** Begins with a batch: the events of it that are in no file yet. */
    Batch begin(Batch batch) {
        waiting.clear();
        spans = List.of();
        channel = "";
        if (record == null || !exact) {
            return batch;
        }
        Optional<ChannelNumbers> numbers = context.holdings().numbers(batch);
        if (numbers.isEmpty()) {
            tellThatNumbersAreMissing();
            return batch;
        }
        return begin(batch, numbers.get(), record);
    }

    private Batch begin(Batch batch, ChannelNumbers numbers, WriteRecord record) {
        channel = numbers.channel();
        spans = new ArrayList<>(batch.runs().size());
        List<Run> fresh = new ArrayList<>(batch.runs().size());
        int index = 0;
        for (Run run : batch.runs()) {
            long first = numbers.firsts().get(index++);
            Run left = run;
            if (record.touches(channel, first, first + run.size())) {
                left =
                        run.select(event ->
                                !record.has(channel, first + event, run.block().acceptedMillis()));
            }
            if (left.size() > 0) {
                fresh.add(left);
                spans.add(new Span(first, run.size(), run.block().acceptedMillis()));
            }
        }
        return Batch.of(fresh);
    }

    private void tellThatNumbersAreMissing() {
        if (!asked || toldThatNumbersAreMissing) {
            return;
        }
        toldThatNumbersAreMissing = true;
        context.report(
                new Problem(
                        "MR-4122",
                        Problem.Severity.WARNING,
                        "",
                        "",
                        "hdfs.delivery = exactly_once, but the channel does not number its events",
                        "A batch that a crash puts in doubt is written again and may appear twice."
                                + " Over failures without a crash no event is written twice.",
                        "Use a channel of type file, or set hdfs.delivery = at_least_once."));
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
        record.commit(channel, spans, lengths);
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
