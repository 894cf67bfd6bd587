// SPDX-License-Identifier: Apache-2.0
package io.millrace.testing.crash;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.Syncable;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.util.Progressable;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.concurrent.atomic.AtomicLong;

/**
 * File systems for the agents under test: at a step of a number the process is gone, as after kill
 * -9. A step is the moment before a call, or the one behind it.
 */
final class HaltingFiles {
    /** The key that says how many steps a process takes; without it there is no end. */
    static final String STEPS = "crash.steps";

    private static final AtomicLong LEFT = new AtomicLong(Long.MAX_VALUE);

    private HaltingFiles() {}

    private static void begin(Configuration conf) {
        LEFT.compareAndSet(Long.MAX_VALUE, conf.getLong(STEPS, Long.MAX_VALUE));
    }

    private static void step() {
        if (LEFT.get() != Long.MAX_VALUE && LEFT.decrementAndGet() < 0) {
            Runtime.getRuntime().halt(137);
        }
    }

    /** What is called between two steps. */
    private interface Call<T> {
        T run() throws IOException;
    }

    private static <T> T between(Call<T> call) throws IOException {
        step();
        T result = call.run();
        step();
        return result;
    }

    private static FSDataOutputStream watched(Call<FSDataOutputStream> create) throws IOException {
        return new FSDataOutputStream(new Stream(between(create)), null);
    }

    /** HDFS. */
    public static final class Hdfs extends DistributedFileSystem {
        @Override
        public void initialize(URI uri, Configuration conf) throws IOException {
            begin(conf);
            super.initialize(uri, conf);
        }

        @Override
        public FSDataOutputStream create(
                Path path,
                FsPermission permission,
                boolean overwrite,
                int bufferSize,
                short replication,
                long blockSize,
                Progressable progress)
                throws IOException {
            return watched(() ->
                    super.create(
                            path,
                            permission,
                            overwrite,
                            bufferSize,
                            replication,
                            blockSize,
                            progress));
        }

        @Override
        public boolean rename(Path source, Path target) throws IOException {
            return between(() -> super.rename(source, target));
        }

        @Override
        public boolean delete(Path path, boolean recursive) throws IOException {
            return between(() -> super.delete(path, recursive));
        }

        @Override
        public boolean truncate(Path path, long length) throws IOException {
            return between(() -> super.truncate(path, length));
        }

        @Override
        public FileStatus getFileStatus(Path path) throws IOException {
            return between(() -> super.getFileStatus(path));
        }

        @Override
        public boolean recoverLease(Path path) throws IOException {
            return between(() -> super.recoverLease(path));
        }
    }

    /** The local disk. */
    public static final class Local extends LocalFileSystem {
        public Local() {
            super(new Raw());
        }

        @Override
        public void initialize(URI uri, Configuration conf) throws IOException {
            begin(conf);
            super.initialize(uri, conf);
        }
    }

    private static final class Raw extends RawLocalFileSystem {
        @Override
        public FSDataOutputStream create(
                Path path,
                boolean overwrite,
                int bufferSize,
                short replication,
                long blockSize,
                Progressable progress)
                throws IOException {
            return watched(() ->
                    super.create(path, overwrite, bufferSize, replication, blockSize, progress));
        }

        @Override
        public boolean rename(Path source, Path target) throws IOException {
            return between(() -> super.rename(source, target));
        }

        @Override
        public boolean delete(Path path, boolean recursive) throws IOException {
            return between(() -> super.delete(path, recursive));
        }

        @Override
        public boolean truncate(Path path, long length) throws IOException {
            return between(() -> super.truncate(path, length));
        }

        @Override
        public FileStatus getFileStatus(Path path) throws IOException {
            return between(() -> super.getFileStatus(path));
        }
    }

    private static final class Stream extends FilterOutputStream
            implements Syncable, StreamCapabilities {
        private final FSDataOutputStream data;

        Stream(FSDataOutputStream data) {
            super(data);
            this.data = data;
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            OutputStream target = data;
            step();
            target.write(source, offset, length);
            step();
        }

        @Override
        public boolean hasCapability(String capability) {
            return data.hasCapability(capability);
        }

        @Override
        public void hflush() throws IOException {
            step();
            data.hflush();
            step();
        }

        @Override
        public void hsync() throws IOException {
            step();
            data.hsync();
            step();
        }

        @Override
        public void close() throws IOException {
            step();
            data.close();
            step();
        }
    }
}
