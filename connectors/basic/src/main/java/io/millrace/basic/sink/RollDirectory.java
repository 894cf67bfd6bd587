// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.sink;

import io.millrace.formats.EventSerializers;
import io.millrace.host.Disk;
import io.millrace.host.DiskFile;
import io.millrace.host.FileFacts;
import io.millrace.spi.Context;
import io.millrace.spi.Meters;
import io.millrace.spi.ProblemException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** The directory in which a sink's files are created. For the thread that holds the sink's lock. */
final class RollDirectory {
    private final FileRollConfig config;
    private final Context context;
    private final Disk disk;
    private final FileNames names;
    private final Meters.Counter failed;

    /** A file that was not there before. */
    record Created(Path path, DiskFile file) {}

    /** What is done before a file is created. */
    interface Note {
        void of(Path path) throws ProblemException;
    }

    RollDirectory(FileRollConfig config, Context context) {
        this.config = config;
        this.context = context;
        this.disk = context.host().disk();
        this.names = new FileNames(config, context);
        this.failed = context.meters().counter(Meters.CounterSpec.FAILED);
    }

    /** Throws unless files can be created in it. */
    void check() throws IOException {
        Path directory = config.directory();
        Optional<FileFacts> facts = Optional.empty();
        try {
            facts = disk.factsIfPresent(directory);
            if (facts.isPresent() && facts.get().isDirectory()) {
                probe(directory);
                reportUnknownOptions();
                return;
            }
        } catch (IOException refused) {
            throw unusable("cannot be written to (" + RollProblems.reason(refused) + ")", refused);
        }
        throw unusable(facts.isEmpty() ? "does not exist" : "is not a directory", null);
    }

    /** Only a file that was made shows that files can be made. */
    private void probe(Path directory) throws IOException {
        Path probe =
                directory.resolve(
                        ".millrace-"
                                + context.agent()
                                + "-"
                                + context.name()
                                + "-"
                                + context.instance());
        disk.open(probe, Disk.Mode.TRUNCATE).close();
        disk.delete(probe);
    }

    private ProblemException unusable(String how, @Nullable IOException cause) {
        failed.add(1);
        return RollProblems.unusable(config.directory(), how, cause);
    }

    private void reportUnknownOptions() {
        Set<String> unknown =
                EventSerializers.unknownOptions(config.serializer(), config.serializerOptions());
        for (String option : unknown) {
            context.report(RollProblems.unknownOption(config.serializer(), option));
        }
    }

    /** Creates the next file; what is there already is somebody's data, and gets no note. */
    Created create(Note note) throws ProblemException {
        Path path = config.directory();
        try {
            while (true) {
                path = next();
                if (disk.factsIfPresent(path).isPresent()) {
                    continue;
                }
                note.of(path);
                try {
                    return created(path);
                } catch (FileAlreadyExistsException taken) {
                    // Between the two calls.
                }
            }
        } catch (ProblemException told) {
            throw told;
        } catch (IOException refused) {
            throw notMade(path, refused);
        }
    }

    private Path next() {
        return config.directory().resolve(names.next());
    }

    private Created created(Path path) throws IOException {
        // What is synced at once is on its way to the disk anyway: the page cache would cost a
        // copy,
        // and its memory to whoever uses that.
        boolean isSynced = config.syncBehind(context.channelLevel()) == FileRollConfig.Sync.BATCH;
        Disk.Mode mode = isSynced ? Disk.Mode.CREATE_UNCACHED : Disk.Mode.CREATE_NEW;
        return new Created(path, disk.open(path, mode));
    }

    private ProblemException notMade(Path path, IOException refused) {
        failed.add(1);
        return RollProblems.notMade(path, refused);
    }
}
