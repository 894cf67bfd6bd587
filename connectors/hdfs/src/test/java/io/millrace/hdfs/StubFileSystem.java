// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.millrace.testkit.TestFiles;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.Syncable;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.jspecify.annotations.Nullable;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * The local disk under the scheme {@code stub}, whose calls fail or hang on command. The host of
 * the URI keeps tests apart: {@code stub://mine/dir}.
 */
public class StubFileSystem extends RawLocalFileSystem {

    /** Runs before a call and may throw or wait. */
    interface Hook {
        void run(Path path) throws IOException;
    }

    private static final Map<String, Hook> HOOKS = new ConcurrentHashMap<>();

    /** Null while the constructor of the superclass asks for it. */
    private @Nullable URI uri;

    /**
     * From now on a call (create, created, write, flush, sync, close, rename, delete, truncate,
     * status, or any) of one host runs the hook; with refuse each rename answers false.
     */
    static void on(String host, String call, Hook hook) {
        HOOKS.put(host + " " + call, hook);
    }

    static void off(String host, String call) {
        HOOKS.remove(host + " " + call);
    }

    /** A call that hangs, deaf to interruption, until the latch is down. */
    static Hook hangUntil(CountDownLatch released, CountDownLatch entered) {
        return path -> {
            entered.countDown();
            boolean interrupted = false;
            while (released.getCount() > 0) {
                try {
                    released.await();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        };
    }

    /** Makes the scheme known to sinks whose configuration directory this is. */
    static void configure(java.nio.file.Path directory) throws IOException {
        TestFiles.write(
                directory.resolve("core-site.xml"),
                "<configuration><property><name>fs.stub.impl</name><value>"
                        + StubFileSystem.class.getName()
                        + "</value></property></configuration>");
    }

    @Override
    public void initialize(URI name, Configuration conf) throws IOException {
        super.initialize(name, conf);
        uri = URI.create(name.getScheme() + "://" + name.getAuthority());
    }

    @Override
    public URI getUri() {
        return uri == null ? super.getUri() : uri;
    }

    private void hook(String call, Path path) throws IOException {
        for (String hooked : List.of(call, "any")) {
            Hook hook = HOOKS.get(getUri().getAuthority() + " " + hooked);
            if (hook != null) {
                hook.run(path);
            }
        }
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
        return hooked(
                path,
                () ->
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
    public FSDataOutputStream create(
            Path path,
            boolean overwrite,
            int bufferSize,
            short replication,
            long blockSize,
            Progressable progress)
            throws IOException {
        return hooked(
                path,
                () -> super.create(path, overwrite, bufferSize, replication, blockSize, progress));
    }

    private interface Creation {
        FSDataOutputStream run() throws IOException;
    }

    private FSDataOutputStream hooked(Path path, Creation creation) throws IOException {
        hook("create", path);
        FSDataOutputStream created = creation.run();
        hook("created", path);
        return new FSDataOutputStream(new HookedStream(path, created), null);
    }

    @Override
    public boolean rename(Path source, Path target) throws IOException {
        hook("rename", source);
        if (HOOKS.containsKey(getUri().getAuthority() + " refuse")) {
            return false;
        }
        return super.rename(source, target);
    }

    @Override
    public boolean delete(Path path, boolean recursive) throws IOException {
        hook("delete", path);
        return super.delete(path, recursive);
    }

    @Override
    public boolean truncate(Path path, long length) throws IOException {
        hook("truncate", path);
        return super.truncate(path, length);
    }

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
        hook("status", path);
        return super.getFileStatus(path);
    }

    private final class HookedStream extends FilterOutputStream
            implements Syncable, StreamCapabilities {
        private final Path path;
        private final FSDataOutputStream data;

        private HookedStream(Path path, FSDataOutputStream data) {
            super(data);
            this.path = path;
            this.data = data;
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            hook("write", path);
            OutputStream target = data;
            target.write(source, offset, length);
        }

        @Override
        public boolean hasCapability(String capability) {
            return !HOOKS.containsKey(getUri().getAuthority() + " incapable");
        }

        @Override
        public void hflush() throws IOException {
            hook("flush", path);
            data.hflush();
        }

        @Override
        public void hsync() throws IOException {
            hook("sync", path);
            data.hsync();
        }

        @Override
        public void close() throws IOException {
            hook("close", path);
            data.close();
        }
    }
}
