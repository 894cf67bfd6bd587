// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.millrace.host.Clock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;

/** The buckets of a sink, and when the next of their files is to be closed. For one thread. */
final class Buckets {
    /** Stands between path and prefix while both are filled in as one text. */
    static final char BETWEEN = '\0';

    private static final long SELDOM = Duration.ofHours(1).toNanos();

    private final HdfsSinkConfig config;
    private final RollLimits limits;
    private final Clock clock;

    /** By path and prefix, the one used the longest ago first. */
    private final LinkedHashMap<String, Bucket> buckets = new LinkedHashMap<>(64, 0.75f, true);

    private long dueNanos;

    Buckets(HdfsSinkConfig config, RollLimits limits, Clock clock) {
        this.config = config;
        this.limits = limits;
        this.clock = clock;
        this.dueNanos = clock.nanos() + SELDOM;
    }

    int size() {
        return buckets.size();
    }

    /** The bucket of a path and prefix, made if there is none. */
    Bucket get(String pathAndPrefix, EventFiles files) {
        Bucket known = buckets.get(pathAndPrefix);
        if (known != null) {
            return known;
        }
        int between = pathAndPrefix.lastIndexOf(BETWEEN);
        Bucket made =
                new Bucket(
                        pathAndPrefix.substring(0, between),
                        pathAndPrefix.substring(between + 1),
                        files,
                        limits,
                        clock.millis());
        buckets.put(pathAndPrefix, made);
        return made;
    }

    void removeAll(Collection<Bucket> gone) {
        buckets.values().removeAll(gone);
    }

    List<Bucket> takeAll() {
        List<Bucket> all = List.copyOf(buckets.values());
        buckets.clear();
        return all;
    }

    /** Takes out the buckets whose file waits for a commit: these files. */
    List<OpenFile> takePending() {
        List<OpenFile> files = new ArrayList<>();
        Iterator<Bucket> all = buckets.values().iterator();
        while (all.hasNext()) {
            Bucket bucket = all.next();
            OpenFile file = bucket.hasPending() ? bucket.takeFile() : null;
            if (file != null) {
                files.add(file);
                all.remove();
            }
        }
        return files;
    }

    /** Takes out the buckets that are too many, those used the longest ago. */
    List<Bucket> evict(Collection<Bucket> touched) {
        int excess = buckets.size() - config.maxOpenFiles();
        if (excess <= 0) {
            return List.of();
        }
        List<Bucket> evicted = new ArrayList<>(excess);
        Iterator<Bucket> eldest = buckets.values().iterator();
        while (evicted.size() < excess && eldest.hasNext()) {
            Bucket bucket = eldest.next();
            if (!touched.contains(bucket)) {
                evicted.add(bucket);
                eldest.remove();
            }
        }
        return evicted;
    }

    /** Takes out the buckets whose file is to be closed now. */
    List<Bucket> takeDue() {
        long now = clock.nanos();
        if (dueNanos - now > 0) {
            return List.of();
        }
        List<Bucket> due = new ArrayList<>();
        long soonest = SELDOM;
        Iterator<Bucket> all = buckets.values().iterator();
        while (all.hasNext()) {
            Bucket bucket = all.next();
            long in = dueIn(bucket, now);
            if (in <= 0) {
                due.add(bucket);
                all.remove();
            } else {
                soonest = Math.min(soonest, in);
            }
        }
        dueNanos = now + soonest;
        return due;
    }

    /** Events came to some buckets. */
    void changed(Collection<Bucket> changed) {
        long now = clock.nanos();
        long soonest = dueNanos - now;
        for (Bucket bucket : changed) {
            soonest = Math.min(soonest, dueIn(bucket, now));
        }
        dueNanos = now + soonest;
    }

    private long dueIn(Bucket bucket, long now) {
        return bucket.dueIn(now, config.rollInterval().toNanos(), config.idleTimeout().toNanos());
    }

    /** Nanoseconds until {@link #takeDue} is to be asked again. */
    long dueIn() {
        return dueNanos - clock.nanos();
    }

    /** The files that are open in some buckets. */
    static List<OpenFile> openFiles(Collection<Bucket> some, Collection<Bucket> others) {
        List<OpenFile> files = new ArrayList<>();
        for (Collection<Bucket> buckets : List.of(some, others)) {
            for (Bucket bucket : buckets) {
                OpenFile file = bucket.file();
                if (file != null) {
                    files.add(file);
                }
            }
        }
        return files;
    }
}
