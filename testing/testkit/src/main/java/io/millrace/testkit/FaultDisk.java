// SPDX-License-Identifier: Apache-2.0
package io.millrace.testkit;

import io.millrace.host.Disk;
import io.millrace.host.DiskFile;
import io.millrace.host.FileFacts;
import io.millrace.host.real.RealHost;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * A disk that fails when it is told to, and counts what it is asked for. Everything else goes to
 * another disk. Safe for several threads.
 */
public final class FaultDisk implements Disk {
    private volatile String anew = "";

    /** What can fail and is counted. Opening for reading is not. */
    public enum Operation {
        OPEN,
        WRITE,
        SYNC,
        TRUNCATE,
        CLOSE,
        DELETE,
        MOVE,
        SYNC_DIRECTORY
    }

    /** {@code bytes} are written before a write fails. */
    private record Fault(IOException failure, int bytes) {}

    private final Disk disk;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Operation, Deque<Fault>> faults = new EnumMap<>(Operation.class);
    private final Map<Operation, Integer> counts = new EnumMap<>(Operation.class);

    private volatile LongSupplier usable = () -> -1;

    /** What is asked for fails, once so many have passed. */
    private @Nullable IOException lasting;

    private int passBefore;

    private volatile Predicate<Path> faulty = path -> true;

    private volatile Runnable beforeSync = () -> {};

    private final AtomicBoolean garbling = new AtomicBoolean();

    public FaultDisk(Disk disk) {
        this.disk = disk;
    }

    /** Over the machine's disk. */
    public FaultDisk() {
        this(new RealHost().disk());
    }

    /** From now on so many bytes are said to be usable; nothing is refused for it. */
    public void usable(long bytes) {
        usable(() -> bytes);
    }

    /** The same, asked anew each time. */
    public void usable(LongSupplier bytes) {
        usable = bytes;
    }

    /** From now on only what is done to these paths fails and is counted. */
    public void onlyIn(Predicate<Path> paths) {
        faulty = paths;
    }

    /**
     * The next operation of the kind fails, and does nothing; told again, so does the one after.
     */
    public void failNext(Operation operation, IOException failure) {
        fail(operation, new Fault(failure, 0));
    }

    /** The next write leaves so many bytes in the file, or all if it has fewer, and then fails. */
    public void failNextWriteAfter(int bytes, IOException failure) {
        fail(Operation.WRITE, new Fault(failure, bytes));
    }

    /** From now on this is done before each sync of a file, by the thread that asks for it. */
    public void beforeSync(Runnable what) {
        beforeSync = what;
    }

    /** The next write of an array puts other bytes into the file, and says nothing. */
    public void garbleNextWrite() {
        garbling.set(true);
    }

    private void fail(Operation operation, Fault fault) {
        lock.lock();
        try {
            faults.computeIfAbsent(operation, o -> new ArrayDeque<>()).add(fault);
        } finally {
            lock.unlock();
        }
    }

    /** From the given operation on, counted from 0, all fail and do nothing until {@link #heal}. */
    public void failFrom(int operation, IOException failure) {
        lock.lock();
        try {
            lasting = failure;
            passBefore = operation;
        } finally {
            lock.unlock();
        }
    }

    /** Ends {@link #failFrom}; false if nothing had failed by it. */
    public boolean heal() {
        lock.lock();
        try {
            boolean failed = lasting != null && passBefore < 0;
            lasting = null;
            return failed;
        } finally {
            lock.unlock();
        }
    }

    /** How often the operation was asked for. */
    public int count(Operation operation) {
        lock.lock();
        try {
            return counts.getOrDefault(operation, 0);
        } finally {
            lock.unlock();
        }
    }

    private Optional<Fault> begin(Operation operation, Path path) {
        if (!faulty.test(path)) {
            return Optional.empty();
        }
        lock.lock();
        try {
            counts.merge(operation, 1, Integer::sum);
            IOException failure = lasting;
            if (failure != null && --passBefore < 0) {
                // Each its own: one that meets itself on its way cannot be told.
                return Optional.of(new Fault(new IOException(failure.getMessage()), 0));
            }
            Deque<Fault> waiting = faults.get(operation);
            return waiting == null ? Optional.empty() : Optional.ofNullable(waiting.poll());
        } finally {
            lock.unlock();
        }
    }

    private void pass(Operation operation, Path path) throws IOException {
        Optional<Fault> fault = begin(operation, path);
        if (fault.isPresent()) {
            throw fault.get().failure();
        }
    }

    private void passSync(Path path) throws IOException {
        if (faulty.test(path)) {
            beforeSync.run();
        }
        pass(Operation.SYNC, path);
    }

    @Override
    public DiskFile open(Path path, Mode mode) throws IOException {
        if (mode != Mode.READ) {
            pass(Operation.OPEN, path);
        }
        return new FaultFile(path, disk.open(path, mode));
    }

    @Override
    public FileFacts facts(Path path) throws IOException {
        return disk.facts(path);
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        return disk.list(directory);
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        disk.createDirectories(directory);
    }

    @Override
    public void delete(Path path) throws IOException {
        pass(Operation.DELETE, path);
        disk.delete(path);
    }

    @Override
    public void move(Path source, Path target) throws IOException {
        pass(Operation.MOVE, source);
        disk.move(source, target);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        pass(Operation.SYNC_DIRECTORY, directory);
        disk.syncDirectory(directory);
    }

    @Override
    public long usableBytes(Path path) throws IOException {
        long told = usable.getAsLong();
        return told < 0 ? disk.usableBytes(path) : told;
    }

    @Override
    public String session() {
        return disk.session() + anew;
    }

    /** From now on, as if the machine had been started anew. */
    public void restart() {
        anew = " anew";
    }

    @Override
    public Optional<AutoCloseable> lock(Path path) throws IOException {
        return disk.lock(path);
    }

    private final class FaultFile implements DiskFile {
        private final Path path;
        private final DiskFile file;

        FaultFile(Path path, DiskFile file) {
            this.path = path;
            this.file = file;
        }

        @Override
        public int read(byte[] target, int offset, int length, long position) throws IOException {
            return file.read(target, offset, length, position);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            Optional<Fault> fault = begin(Operation.WRITE, path);
            if (fault.isPresent()) {
                file.write(source, offset, Math.min(length, fault.get().bytes()));
                throw fault.get().failure();
            }
            if (faulty.test(path) && garbling.getAndSet(false)) {
                byte[] other = Arrays.copyOfRange(source, offset, offset + length);
                other[length / 2] ^= 1;
                file.write(other, 0, length);
                return;
            }
            file.write(source, offset, length);
        }

        @Override
        public void write(ByteBuffer... sources) throws IOException {
            Optional<Fault> fault = begin(Operation.WRITE, path);
            if (fault.isPresent()) {
                writeSome(sources, fault.get().bytes());
                throw fault.get().failure();
            }
            file.write(sources);
        }

        private void writeSome(ByteBuffer[] sources, int bytes) throws IOException {
            int left = bytes;
            for (ByteBuffer source : sources) {
                int some = Math.min(left, source.remaining());
                file.write(source.slice(source.position(), some));
                left -= some;
            }
        }

        @Override
        public void writeAt(long position, ByteBuffer source) throws IOException {
            Optional<Fault> fault = begin(Operation.WRITE, path);
            if (fault.isPresent()) {
                int some = Math.min(source.remaining(), fault.get().bytes());
                file.writeAt(position, source.slice(source.position(), some));
                throw fault.get().failure();
            }
            file.writeAt(position, source);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            pass(Operation.TRUNCATE, path);
            file.truncate(size);
        }

        @Override
        public void sync() throws IOException {
            passSync(path);
            file.sync();
        }

        @Override
        public void syncData() throws IOException {
            passSync(path);
            file.syncData();
        }

        /** Closes in any case: a test that fails it still leaks nothing. */
        @Override
        public void close() throws IOException {
            file.close();
            pass(Operation.CLOSE, path);
        }
    }
}
