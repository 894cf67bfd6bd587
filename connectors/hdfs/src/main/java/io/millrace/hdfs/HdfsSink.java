// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.millrace.formats.PathResolver;
import io.millrace.formats.PathTemplate;
import io.millrace.formats.Rounding;
import io.millrace.frame.Batch;
import io.millrace.frame.Run;
import io.millrace.hdfs.GuardedCalls.HungException;
import io.millrace.host.Clock;
import io.millrace.spi.Context;
import io.millrace.spi.Delivery;
import io.millrace.spi.Health;
import io.millrace.spi.Problem;
import io.millrace.spi.ProblemException;
import io.millrace.spi.Sink;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** The sink {@code hdfs}; see {@link HdfsSinkConfig} for what it does. */
final class HdfsSink implements Sink {
    private static final Logger LOG = LoggerFactory.getLogger(HdfsSink.class);

    private final HdfsSinkConfig config;
    private final Context context;
    private final Clock clock;
    private final RollLimits limits;
    private final GuardedCalls calls;
    private final HdfsMetrics metrics;
    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by the lock, as all below. */
    private final Buckets buckets;

    private final UnsettledFiles unsettled;
    private @Nullable WriteRecord record;
    private Commits commits;
    private @Nullable Hadoop hadoop;
    private @Nullable EventFiles files;
    private @Nullable PathResolver resolver;

    /** Events of the batch under way that were handed to a file. */
    private long written;

    private boolean closed;

    private volatile Health health = Health.up();

    HdfsSink(HdfsSinkConfig config, Context context) {
        this.config = config;
        this.context = context;
        this.clock = context.host().clock();
        this.limits = new RollLimits(config.rollCount(), config.rollSize().bytes());
        this.calls =
                new GuardedCalls(context.host(), "hdfs-" + context.name(), config.callTimeout());
        this.buckets = new Buckets(config, limits, clock);
        this.metrics = new HdfsMetrics(context.meters());
        this.unsettled =
                new UnsettledFiles(
                        config.closeTries(), config.retryInterval(), clock, context::report);
        this.commits = new Commits(context, null, false, false);
    }

    @Override
    public int batchSize() {
        return config.batchSize();
    }

    @Override
    public Health health() {
        Health now = health;
        long damaged = metrics.damagedFiles();
        return damaged == 0 || now.state() == Health.State.DOWN
                ? now
                : Health.down(damaged + " files did not have what was written to them");
    }

    @Override
    public void open() throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            PathResolver.Settings settings =
                    new PathResolver.Settings(
                            config.timeZone().orElse(ZoneId.systemDefault()),
                            config.round()
                                    ? Optional.of(
                                            new Rounding(config.roundValue(), config.roundUnit()))
                                    : Optional.empty(),
                            config.useLocalTimeStamp());
            resolver =
                    PathResolver.open(
                            PathTemplate.parse(
                                    config.path() + Buckets.BETWEEN + config.filePrefix()),
                            settings,
                            context);
            openRecord();
            OpenTask opening = new OpenTask(config, context, record);
            try {
                calls.run(opening, () -> {});
            } catch (HungException hung) {
                throw noAnswer(
                        hung,
                        "The sink does not start; the events stay in the channel, and it tries"
                                + " again.");
            } catch (IOException | RuntimeException e) {
                throw Failures.explain(e, config.path(), user(opening.hadoop()));
            } finally {
                hadoop = opening.hadoop(); // So that close() closes what a failure left open.
            }
            files = opening.files();
            takeOverWhatWasLeft(Objects.requireNonNull(hadoop));
            Hints.report(
                    config,
                    limits,
                    Objects.requireNonNull(hadoop).defaultsToLocal(),
                    context::report);
        } finally {
            lock.unlock();
        }
    }

    private void openRecord() throws IOException {
        HdfsSinkConfig.Promise promise = config.promiseBehind(context.channelLevel());
        if (record != null || promise == HdfsSinkConfig.Promise.FLUME) {
            return;
        }
        boolean exact = promise == HdfsSinkConfig.Promise.EXACTLY_ONCE;
        WriteRecord opened = WriteRecord.open(context, exact);
        record = opened;
        commits = new Commits(context, opened, exact, config.delivery().isPresent());
    }

    /** The next maintenance settles the files that an earlier process had open. */
    private void takeOverWhatWasLeft(Hadoop hadoop) {
        WriteRecord record = this.record;
        if (record == null || record.left().isEmpty()) {
            return;
        }
        LOG.info("finishing {} files that an earlier run left open", record.left().size());
        boolean exact = commits.isExact();
        record.left()
                .forEach((id, file) ->
                        unsettled.add(
                                new LeftFile(
                                        hadoop,
                                        record,
                                        id,
                                        file,
                                        exact,
                                        config.proofs(context),
                                        context::report)));
    }

    @Override
    public Delivery write(Batch batch) throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            if (closed) {
                return new Delivery.RetryLater(Duration.ZERO, "the sink is closed");
            }
            unsettled.collect();
            written = 0;
            Batch fresh = commits.begin(batch);
            metrics.addPassedOver(batch.size() - fresh.size());
            boolean done = false;
            try {
                writeAll(fresh);
                List<OpenFile> ended = commit();
                done = true;
                if (!ended.isEmpty()) {
                    finish(List.of(), ended);
                }
            } catch (HungException hung) {
                return retry(hung);
            } catch (ProblemException explained) {
                health = Health.down(explained.problem().what());
                reportDoubles();
                throw explained;
            } finally {
                if (!done) {
                    rollBack();
                }
            }
            health = unsettled.health();
            return Delivery.delivered();
        } finally {
            lock.unlock();
        }
    }

    private List<OpenFile> commit() throws ProblemException {
        try {
            return commits.commit();
        } catch (IOException failed) {
            throw new ProblemException(
                    "MR-4128",
                    "the record of what is written cannot be written itself: "
                            + Failures.innermostMessage(failed),
                    "The batch counts as not delivered: what is in files of it is cut off, the"
                            + " events stay in the channel and are written again.",
                    "Look at the disk of the agent's state directory, "
                            + context.stateDirectory()
                            + ".",
                    failed);
        }
    }

    /** Files with events of a batch that failed are ended, without these events. */
    private void rollBack() {
        List<OpenFile> doubtful = new ArrayList<>(commits.abort());
        doubtful.addAll(buckets.takePending());
        unsettled.addAll(doubtful);
        metrics.openFiles = buckets.size();
    }

    private Delivery retry(HungException hung) {
        ProblemException explained =
                noAnswer(
                        hung,
                        "The call is given up, its file is closed in the background. The events"
                                + " stay in the channel and are written again; "
                                + (commits.isExact()
                                        ? "what had arrived is cut off."
                                        : "those that had arrived appear twice."));
        health = Health.down(explained.problem().what());
        context.report(explained.problem());
        reportDoubles();
        return new Delivery.RetryLater(Duration.ZERO, explained.problem().what());
    }

    private ProblemException noAnswer(HungException hung, String effect) {
        return new ProblemException(
                "MR-4109",
                "the file system of " + config.path() + " gave " + hung.getMessage(),
                effect,
                "If the cluster is only slow, raise hdfs.callTimeout; else look at the name node"
                        + " and at the network.",
                hung);
    }

    private void reportDoubles() {
        if (written == 0 || commits.isExact()) {
            return;
        }
        metrics.addDoubles(written);
        context.report(
                new Problem(
                        "MR-4118",
                        Problem.Severity.WARNING,
                        "",
                        "",
                        written + " events of a batch that failed may be in a file already",
                        "They are written again and may appear twice; none is lost.",
                        "Readers that cannot bear it remove doubles. The failure itself is"
                                + " reported apart."));
    }

    /** Writes a batch, in parts if it has more paths than files may be open. */
    private void writeAll(Batch batch) throws IOException, InterruptedException {
        EventFiles files = Objects.requireNonNull(this.files, "not open");
        PathResolver resolver = Objects.requireNonNull(this.resolver, "not open");
        List<WriteTask.Part> parts = new ArrayList<>(batch.runs().size());
        Set<Bucket> touched = new LinkedHashSet<>();
        for (Run run : batch.runs()) {
            for (PathResolver.Part part : resolver.split(run)) {
                Bucket bucket = buckets.get(part.path(), files);
                if (!touched.contains(bucket) && touched.size() == config.maxOpenFiles()) {
                    submit(parts, touched);
                    parts = new ArrayList<>();
                    touched = new LinkedHashSet<>();
                    bucket =
                            buckets.get(part.path(), files); // It may have been put out of the map.
                }
                touched.add(bucket);
                parts.add(new WriteTask.Part(bucket, part.run()));
            }
        }
        submit(parts, touched);
    }

    private void submit(List<WriteTask.Part> parts, Set<Bucket> touched)
            throws IOException, InterruptedException {
        Hadoop hadoop = Objects.requireNonNull(this.hadoop, "not open");
        List<Bucket> evicted = buckets.evict(touched);
        WriteTask task = new WriteTask(hadoop, clock, parts, touched, evicted);
        List<OpenFile> inHands = Buckets.openFiles(touched, evicted);
        boolean mine = false;
        try {
            calls.run(task, () -> unsettled.giveBack(task.allFiles()));
            mine = true;
        } catch (HungException hung) {
            mine = !hung.wasBegun();
            written += task.attempt().written();
            if (hung.wasBegun()) {
                // They are the task's until it comes back.
                buckets.removeAll(touched);
                commits.forget(inHands);
            }
            throw hung;
        } catch (InterruptedException stopped) {
            buckets.removeAll(touched);
            commits.forget(inHands);
            throw stopped;
        } catch (IOException | RuntimeException failure) {
            mine = true;
            throw failed(task, failure);
        } finally {
            if (mine) {
                written += task.attempt().written();
                metrics.add(task.attempt());
                metrics.openFiles = buckets.size();
                unsettled.addAll(task.attempt().leftOver());
                commits.add(task.attempt().toCommit());
                leaveToBeSettled(evicted);
                buckets.changed(touched);
            }
        }
        warnOfReplication(task);
    }

    /** What is out of the map already and was not finished, since the task failed before. */
    private void leaveToBeSettled(List<Bucket> evicted) {
        for (Bucket bucket : evicted) {
            OpenFile file = bucket.takeFile();
            if (file != null) {
                unsettled.add(file);
            }
        }
    }

    private ProblemException failed(WriteTask task, Throwable failure) {
        String target = config.path();
        Bucket failed = task.current();
        if (failed != null) {
            target = failed.directory();
            OpenFile file = failed.takeFile();
            if (file != null) {
                target = file.toString();
                unsettled.add(file);
            }
            buckets.removeAll(List.of(failed));
        }
        return Failures.explain(failure, target, user(hadoop));
    }

    /** The Kerberos ticket at hand; null without a keytab, and before {@link #open}. */
    Identity.@Nullable Ticket ticket() {
        lock.lock();
        try {
            return hadoop == null ? null : hadoop.identity().ticket();
        } finally {
            lock.unlock();
        }
    }

    private static String user(@Nullable Hadoop hadoop) {
        return hadoop == null ? "" : hadoop.identity().userName();
    }

    private void warnOfReplication(WriteTask task) {
        if (task.attempt().underReplicated() > 0) {
            context.report(
                    new Problem(
                            "MR-4119",
                            Problem.Severity.WARNING,
                            "",
                            "",
                            "a block below " + config.path() + " has fewer replicas than wanted",
                            "The events are written. The file is ended and a new one begun, up to"
                                    + " 30 times in a row, so there may be many small files.",
                            "If the cluster has fewer data nodes than dfs.replication, set"
                                    + " hdfs.minBlockReplicas = 1."));
        }
    }

    @Override
    public Duration maintain() throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            if (closed || files == null) {
                return Duration.ofHours(1);
            }
            unsettled.collect();
            List<Unsettled> retried = unsettled.takeDue();
            List<Bucket> due = buckets.takeDue();
            Identity identity = Objects.requireNonNull(hadoop, "not open").identity();
            // Files that are open keep talking to the name node, though no event comes.
            if (!due.isEmpty() || !retried.isEmpty() || identity.isRenewalDue()) {
                finish(due, retried);
            }
            long next = Math.min(buckets.dueIn(), unsettled.dueIn());
            next = Math.min(next, identity.dueIn().toNanos());
            return Duration.ofNanos(Math.max(next, Duration.ofMillis(1).toNanos()));
        } finally {
            lock.unlock();
        }
    }

    /** Ends files whose events are all delivered; what does not work is tried again later. */
    private void finish(List<Bucket> due, List<? extends Unsettled> retried)
            throws InterruptedException {
        Hadoop hadoop = Objects.requireNonNull(this.hadoop, "not open");
        FinishTask task = new FinishTask(hadoop, due, retried);
        boolean mine = true;
        try {
            calls.run(task, () -> unsettled.giveBack(task.unsettled()));
        } catch (HungException hung) {
            mine = !hung.wasBegun();
            context.report(
                    noAnswer(
                                    hung,
                                    "Its files are closed in the background; the events of those"
                                            + " that are not settled come again, and may appear"
                                            + " twice.")
                            .problem());
        } catch (InterruptedException e) {
            mine = false;
            throw e;
        } catch (IOException | RuntimeException e) {
            context.report(Failures.explain(e, config.path(), user(hadoop)).problem());
        } finally {
            if (mine) {
                metrics.add(task.attempt());
                unsettled.addAll(task.unsettled());
            }
            metrics.openFiles = buckets.size();
            health = unsettled.health();
        }
    }

    @Override
    public void close() {
        calls.closing();
        // Whoever stops may interrupt first; the files are to be closed all the same.
        boolean interrupted = Thread.interrupted();
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                closeFiles();
            }
        } catch (InterruptedException again) {
            interrupted = true;
        } finally {
            calls.close();
            if (record != null) {
                record.close();
            }
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void closeFiles() throws InterruptedException {
        Hadoop hadoop = this.hadoop;
        if (hadoop == null) {
            return;
        }
        calls.awaitHanging();
        unsettled.collect();
        finish(buckets.takeAll(), unsettled.takeAll());
        unsettled.collect();
        unsettled.leaveAll();
        try {
            calls.run(hadoop::close, () -> {});
        } catch (IOException | RuntimeException e) {
            // The files are closed by now; nothing is lost.
            LOG.debug("the file system was not closed", e);
        }
    }
}
