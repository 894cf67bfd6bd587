// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.Syncable;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.util.Progressable;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicReference;

/** HDFS whose client dies at some step: its files stay open, its lease stays taken. */
public final class MortalHdfs extends DistributedFileSystem {
    private static final AtomicReference<Life> LIFE = new AtomicReference<>(Life.endless());

    /** Of all that are used from now on. */
    static void live(Life life) {
        LIFE.set(life);
    }

    private static void step() throws IOException {
        LIFE.get().step();
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
        step();
        return new FSDataOutputStream(
                new MortalStream(
                        super.create(
                                path,
                                permission,
                                overwrite,
                                bufferSize,
                                replication,
                                blockSize,
                                progress)),
                null);
    }

    @Override
    public boolean rename(Path source, Path target) throws IOException {
        step();
        return super.rename(source, target);
    }

    @Override
    public boolean delete(Path path, boolean recursive) throws IOException {
        step();
        return super.delete(path, recursive);
    }

    @Override
    public boolean truncate(Path path, long length) throws IOException {
        step();
        return super.truncate(path, length);
    }

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
        step();
        return super.getFileStatus(path);
    }

    @Override
    public boolean recoverLease(Path path) throws IOException {
        step();
        return super.recoverLease(path);
    }

    @Override
    public void close() throws IOException {
        if (LIFE.get().isOver()) {
            getClient()
                    .closeAllFilesBeingWritten(
                            true); // As the end of a process: nothing is completed.
        }
        super.close();
    }

    private static final class MortalStream extends FilterOutputStream
            implements Syncable, StreamCapabilities {
        private final FSDataOutputStream data;

        MortalStream(FSDataOutputStream data) {
            super(data);
            this.data = data;
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            step();
            OutputStream target = data;
            target.write(source, offset, length);
        }

        @Override
        public boolean hasCapability(String capability) {
            return data.hasCapability(capability);
        }

        @Override
        public void hflush() throws IOException {
            step();
            data.hflush();
        }

        @Override
        public void hsync() throws IOException {
            step();
            data.hsync();
        }

        @Override
        public void close() throws IOException {
            step();
            data.close();
        }
    }
}
