// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.toy;

import io.millrace.host.Disk;
import io.millrace.host.DiskFile;
import io.millrace.host.Host;
import io.millrace.host.Threads;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps numbers in files of a few records. One thread appends what waits and syncs for all; a
 * record is the number and its complement, so that a torn one shows.
 */
public final class ToyStore {
    /** What it does wrong. */
    public enum Fault {
        NONE,
        FORGETS_SYNC,
        FORGETS_DIRECTORY,
        ACKNOWLEDGES_BEFORE_SYNC,
        TRUSTS_SECOND_SYNC,
        FORGETS_A_WAITER,
        WAITS_IN_A_CIRCLE
    }

    private static final int RECORD = 16;
    private static final int RECORDS_IN_FILE = 7;

    private final Host host;
    private final Path directory;
    private final Fault fault;
    private final ReentrantLock lock = new ReentrantLock();
    private final ReentrantLock other = new ReentrantLock();
    private final Condition came = lock.newCondition();
    private final Condition stored = lock.newCondition();
    private final List<Long> waiting = new ArrayList<>();
    private final List<Long> kept = new ArrayList<>();
    private long accepted;
    private long durable;
    private int files;
    private int records = RECORDS_IN_FILE;
    private DiskFile file;

    /** Opens it with what it kept. */
    public ToyStore(Host host, Path directory, Fault fault) throws IOException {
        this.host = host;
        this.directory = directory;
        this.fault = fault;
        host.disk().createDirectories(directory);
        host.disk().syncDirectory(directory.getParent());
        for (Path path : host.disk().list(directory)) {
            read(path);
            files = Integer.parseInt(path.getFileName().toString());
        }
        host.threads().start(Threads.Kind.PLATFORM, "toy-writer", this::write);
    }

    private void read(Path path) throws IOException {
        try (DiskFile old = host.disk().open(path, Disk.Mode.READ)) {
            byte[] bytes = new byte[RECORD];
            for (long at = 0; old.read(bytes, 0, RECORD, at) == RECORD; at += RECORD) {
                ByteBuffer record = ByteBuffer.wrap(bytes);
                long number = record.getLong();
                if (number == 0 || number != ~record.getLong()) {
                    return;
                }
                kept.add(number);
            }
        }
    }

    /** What it kept, in order. */
    public List<Long> kept() {
        return kept;
    }

    /** Returns when the number, not 0, is durable. */
    public void put(long number) throws InterruptedException {
        lock.lock();
        try {
            if (fault == Fault.WAITS_IN_A_CIRCLE) {
                host.clock().sleep(Duration.ofNanos(10));
                enter();
            }
            waiting.add(number);
            long own = ++accepted;
            came.signal();
            while (durable < own) {
                stored.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private void enter() {
        other.lock();
        try {
            waiting.remove(0L);
        } finally {
            other.unlock();
        }
    }

    private void write() {
        try {
            while (true) {
                store(take());
            }
        } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private List<Long> take() throws InterruptedException {
        if (fault == Fault.WAITS_IN_A_CIRCLE) {
            other.lock();
            host.clock().sleep(Duration.ofNanos(10));
        }
        lock.lock();
        try {
            while (waiting.isEmpty()) {
                host.clock().awaitNanos(came, 1_000_000_000);
            }
            List<Long> taken = List.copyOf(waiting);
            waiting.clear();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private void store(List<Long> numbers) throws IOException {
        if (fault == Fault.ACKNOWLEDGES_BEFORE_SYNC) {
            acknowledge(numbers.size());
        }
        boolean isStored = false;
        while (!isStored) {
            try {
                append(numbers);
                isStored = true;
            } catch (IOException failed) {
                // What the failed sync left is unknown: all of it goes into a new file.
                file = null;
                records = RECORDS_IN_FILE;
            }
        }
        if (fault != Fault.ACKNOWLEDGES_BEFORE_SYNC) {
            acknowledge(numbers.size());
        }
    }

    private void append(List<Long> numbers) throws IOException {
        for (long number : numbers) {
            if (records == RECORDS_IN_FILE) {
                begin();
            }
            ByteBuffer record = ByteBuffer.allocate(RECORD).putLong(number).putLong(~number);
            file.write(record.flip());
            records++;
        }
        if (fault != Fault.FORGETS_SYNC) {
            sync();
        }
    }

    private void begin() throws IOException {
        if (file != null) {
            sync();
            file.close();
        }
        Path path = directory.resolve("%08d".formatted(++files));
        file = host.disk().open(path, Disk.Mode.CREATE_NEW);
        records = 0;
        if (fault != Fault.FORGETS_DIRECTORY) {
            host.disk().syncDirectory(directory);
        }
    }

    private void sync() throws IOException {
        try {
            file.sync();
        } catch (IOException failed) {
            if (fault != Fault.TRUSTS_SECOND_SYNC) {
                throw failed;
            }
            file.sync();
        }
    }

    private void acknowledge(int count) {
        lock.lock();
        try {
            durable += count;
            if (fault == Fault.FORGETS_A_WAITER) {
                stored.signal();
            } else {
                stored.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }
}
