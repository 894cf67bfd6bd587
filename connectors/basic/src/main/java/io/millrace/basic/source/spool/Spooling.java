// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.spool;

import io.millrace.basic.source.PatientEmitter;
import io.millrace.basic.source.StopSignal;
import io.millrace.basic.source.follow.FilePosition;
import io.millrace.basic.source.follow.OpenFile;
import io.millrace.frame.Batch;
import io.millrace.frame.BlockBuilder;
import io.millrace.host.Clock;
import io.millrace.host.Disk;
import io.millrace.host.FileFacts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipException;

/** Reads one file after the other, each to its end, unless it is set aside. */
final class Spooling {
    private static final byte[] NOTHING = {};

    private final SpoolConfig config;
    private final Clock clock;
    private final Disk disk;
    private final StopSignal stop;
    private final ReadingOrder order;
    private final Completion completion;
    private final FlumeTracker tracker;
    private final Numbering numbering;
    private final PatientEmitter emitter;
    private final SpoolReports reports;
    private final Deserializer deserializer;

    Spooling(
            SpoolConfig config,
            Clock clock,
            Disk disk,
            StopSignal stop,
            ReadingOrder order,
            Completion completion,
            FlumeTracker tracker,
            Numbering numbering,
            PatientEmitter emitter,
            SpoolReports reports) {
        this.config = config;
        this.clock = clock;
        this.disk = disk;
        this.stop = stop;
        this.order = order;
        this.completion = completion;
        this.tracker = tracker;
        this.numbering = numbering;
        this.emitter = emitter;
        this.reports = reports;
        this.deserializer = Deserializers.create(config, reports);
    }

    /** Reads a file, or sets it aside; returns early if the source is to stop. */
    void read(SpoolFile file) throws InterruptedException {
        try {
            Optional<FileFacts> facts = disk.factsIfPresent(file.path());
            if (facts.isEmpty() || !file.isSame(facts.get())) {
                gone(file);
            } else if (isReadAlready(file)) {
                finish(file, file.from().orElseThrow(), true);
            } else if (!file.isUnchanged(facts.get())) {
                numbering.skipped();
                setAside(file, facts.get(), file.from(), Aside.Reason.CHANGES);
            } else {
                open(file);
            }
        } catch (IOException failed) {
            numbering.skipped();
            reports.isUnreadable(file.path(), failed);
            setAside(file, file.from(), Aside.Reason.UNREADABLE);
        }
    }

    private static boolean isReadAlready(SpoolFile file) {
        return file.from()
                .filter(from -> from.isEnd() && from.number() == file.number())
                .isPresent();
    }

    private void gone(SpoolFile file) {
        if (isReadAlready(file)) {
            completion.wasMarked(file);
        } else {
            numbering.skipped();
            if (file.from().isPresent()) {
                reports.positionLost(file.path() + " is gone");
            }
        }
        order.forget(file);
    }

    private void open(SpoolFile file) throws IOException, InterruptedException {
        OpenFile open = SpoolContents.open(config, disk, file.path());
        if (open == null) {
            gone(file);
            return;
        }
        try (open) {
            boolean isInLine = false;
            if (file.from().isPresent()) {
                if (file.from().get().resume(open)) {
                    isInLine = file.from().get().isInLine();
                } else {
                    numbering.skipped();
                    reports.rewritten(file.path(), file.from().get().file().offset());
                }
            }
            read(file, open, isInLine);
        }
    }

    private void read(SpoolFile file, OpenFile open, boolean isInLine)
            throws IOException, InterruptedException {
        long first = numbering.ordinal();
        try {
            deserializer.begin(open, isInLine);
            begin(file, open);
            boolean isEmpty = open.offset() == 0 && open.size() == 0;
            while (!stop.isSet()) {
                BlockBuilder block = deserializer.next(open, () -> isFinal(file, open));
                if (block == null) {
                    break;
                }
                if (!emit(file, open, block, SpoolContents.isAtEnd(open))) {
                    return;
                }
            }
            if (isEmpty && SpoolContents.isAtEnd(open) && deserializer.hasEmptyEvents()) {
                BlockBuilder block = new BlockBuilder(0, 1).append(NOTHING);
                if (!emit(file, open, block, true)) {
                    return;
                }
            }
            if (stop.isSet() && !SpoolContents.isAtEnd(open)) {
                return;
            }
            if (SpoolContents.isCut(open)) {
                throw new BadContentException(open.offset(), "the compressed file ends too early");
            }
            finish(file, place(file, open, true), open.isUnchanged());
        } catch (BadContentException bad) {
            isBad(file, open, bad);
        } catch (ZipException bad) {
            isBad(file, open, new BadContentException(open.offset(), "" + bad.getMessage()));
        } catch (IOException failed) {
            if (numbering.ordinal() == first) {
                throw failed;
            }
            reports.isUnreadable(file.path(), failed);
            setAside(file, Optional.of(place(file, open, false)), Aside.Reason.UNREADABLE);
        }
    }

    private void begin(SpoolFile file, OpenFile open) {
        try {
            numbering.begin(place(file, open, false));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void isBad(SpoolFile file, OpenFile open, BadContentException bad) {
        reports.isBad(file.path(), bad);
        setAside(file, Optional.of(place(file, open, false)), Aside.Reason.BAD);
    }

    /** Whether the file is as it was when it was found, or what is read has no name any more. */
    private boolean isFinal(SpoolFile file, OpenFile open) throws IOException {
        if (SpoolContents.isCut(open)) {
            return false;
        }
        Optional<FileFacts> facts = disk.factsIfPresent(file.path());
        return facts.isEmpty() || !file.isSame(facts.get()) || file.isUnchanged(facts.get());
    }

    private boolean emit(SpoolFile file, OpenFile open, BlockBuilder block, boolean isEnd)
            throws InterruptedException {
        if (config.fileHeader()) {
            block.constant(
                    config.fileHeaderKey(),
                    config.original(file.path()).toAbsolutePath().toString());
        }
        if (config.basenameHeader()) {
            block.constant(config.basenameHeaderKey(), name(config.original(file.path())));
        }
        long now = clock.millis();
        int events = block.events();
        SpoolPlace end = place(file, open, numbering.ordinal() + events, isEnd);
        if (!emitter.emit(Batch.of(block.build(now, numbering.next(events, end))))) {
            return false;
        }
        if (!isEnd) {
            tracker.reached(file.path(), open.offset());
        }
        markDone();
        return true;
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    /** Marks what became safe meanwhile. */
    void markDone() {
        if (!completion.isEmpty()) {
            try {
                completion.run(numbering.safe(), this::changedSince);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    private SpoolPlace place(SpoolFile file, OpenFile open, boolean isEnd) {
        return place(file, open, numbering.ordinal(), isEnd);
    }

    private SpoolPlace place(SpoolFile file, OpenFile open, long ordinal, boolean isEnd) {
        FilePosition position =
                new FilePosition(
                        open.identity(),
                        open.offset(),
                        ordinal,
                        clock.millis(),
                        open.print(),
                        file.path().toString());
        return new SpoolPlace(file.number(), isEnd, deserializer.isInLine(), position);
    }

    /** All that there was has been read. */
    private void finish(SpoolFile file, SpoolPlace end, boolean isUnchanged) throws IOException {
        long offset = end.file().offset();
        Optional<FileFacts> facts = disk.factsIfPresent(file.path());
        SpoolFile done = file;
        if (facts.isEmpty() || !file.isSame(facts.get())) {
            reports.nameUsedAgain(file.path());
            order.forget(file);
            return;
        }
        if (!file.isUnchanged(facts.get())) {
            if (!isUnchanged || facts.get().size() < file.size()) {
                reports.rewritten(file.path(), offset);
                setAside(file, facts.get(), Optional.empty(), Aside.Reason.CHANGES);
                return;
            }
            if (facts.get().size() > file.size()) {
                grew(file, facts.get(), Optional.of(end));
                return;
            }
            reports.touched(file.path());
            done = SpoolFile.found(file.number(), file.path(), facts.get(), file.from());
        }
        order.wasRead(done);
        tracker.left(file.path());
        completion.add(
                new Completion.Done(
                        done, numbering.epoch(), numbering.ordinal(), Optional.of(end)));
        markDone();
    }

    /** A file changed after it was read, and before it was marked. */
    private void changedSince(Completion.Done done, FileFacts facts) {
        SpoolFile file = done.file();
        boolean isPlain = !SpoolContents.isCompressed(config, file.path());
        Optional<SpoolPlace> end =
                done.end().isPresent() || !isPlain
                        ? done.end()
                        : Optional.of(
                                SpoolPlace.at(
                                        file.size(), file.identity(), file.path().toString()));
        grew(file, facts, end);
    }

    private void grew(SpoolFile file, FileFacts facts, Optional<SpoolPlace> end) {
        Optional<SpoolPlace> open =
                end.map(place ->
                        new SpoolPlace(place.number(), false, place.isInLine(), place.file()));
        reports.grows(file.path(), end.map(place -> place.file().offset()).orElse(0L));
        setAside(file, facts, open, Aside.Reason.CHANGES);
    }

    private void setAside(SpoolFile file, Optional<SpoolPlace> from, Aside.Reason reason) {
        setAside(new Aside(file.from(from), reason));
    }

    private void setAside(
            SpoolFile file, FileFacts facts, Optional<SpoolPlace> from, Aside.Reason reason) {
        setAside(new Aside(SpoolFile.found(file.number(), file.path(), facts, from), reason));
    }

    private void setAside(Aside aside) {
        tracker.left(aside.file().path());
        try {
            order.setAside(aside);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
