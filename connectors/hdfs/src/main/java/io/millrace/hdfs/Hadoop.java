// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.millrace.hdfs.GuardedCalls.Steps;
import io.millrace.host.Disk;
import io.millrace.host.Host;
import io.millrace.spi.Problem;
import io.millrace.spi.ProblemException;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Hadoop as one sink has it: configuration, identity and file systems of its own. Its methods call
 * Hadoop and so may hang; safe for any thread.
 */
final class Hadoop {
    private static final List<String> FILES = List.of("core-site.xml", "hdfs-site.xml");

    private final Configuration configuration;
    private final boolean rawLocal;
    private final Identity identity;
    private final Map<String, FileSystem> fileSystems = new ConcurrentHashMap<>();

    private Hadoop(Configuration configuration, boolean rawLocal, Identity identity) {
        this.configuration = configuration;
        this.rawLocal = rawLocal;
        this.identity = identity;
    }

    /**
     * Reads Hadoop's configuration and logs in.
     *
     * @param directories where {@code core-site.xml} and {@code hdfs-site.xml} may lie; the later
     *     ones win
     */
    static Hadoop start(
            HdfsSinkConfig config,
            List<java.nio.file.Path> directories,
            Host host,
            Steps steps,
            Consumer<Problem> report)
            throws IOException {
        Configuration configuration = read(directories, host.disk());
        return new Hadoop(
                configuration,
                config.useRawLocalFileSystem(),
                Identity.of(config, configuration, host, steps, report));
    }

    /** The directories in which Hadoop's files are looked for, those that win last. */
    static List<java.nio.file.Path> directories(
            java.nio.file.Path agents, @Nullable String hadoopConfDir) {
        Set<java.nio.file.Path> directories = new LinkedHashSet<>();
        if (hadoopConfDir != null && !hadoopConfDir.isBlank()) {
            directories.add(java.nio.file.Path.of(hadoopConfDir.strip()));
        }
        directories.add(agents);
        return List.copyOf(directories);
    }

    private static Configuration read(List<java.nio.file.Path> directories, Disk disk)
            throws IOException {
        Configuration configuration = new Configuration();
        configuration.setClassLoader(Hadoop.class.getClassLoader());
        // Without it Hadoop closes our files' streams when the process ends, before we do.
        configuration.setBoolean("fs.automatic.close", false);
        List<java.nio.file.Path> found = new ArrayList<>();
        for (java.nio.file.Path directory : directories) {
            for (String name : FILES) {
                java.nio.file.Path file = directory.resolve(name).toAbsolutePath();
                if (disk.factsIfPresent(file).isPresent()) {
                    found.add(file);
                }
            }
        }
        try {
            for (java.nio.file.Path file : found) {
                configuration.addResource(new Path(file.toUri()));
            }
            answerSoon(configuration);
            closeSoon(configuration);
            return configuration;
        } catch (RuntimeException malformed) {
            throw new ProblemException(
                    "MR-4116",
                    "Hadoop's configuration cannot be read ("
                            + Failures.innermostMessage(malformed)
                            + "); its files are "
                            + found,
                    "The sink does not start; the events stay in the channel.",
                    "Correct the file; it is XML with <configuration> around it.",
                    malformed);
        }
    }

    /** The engine retries, so Hadoop need not try for many minutes before it says what is wrong. */
    private static void answerSoon(Configuration configuration) {
        setUnlessUserDid(configuration, "ipc.client.connect.timeout", "10000");
        setUnlessUserDid(configuration, "ipc.client.connect.max.retries.on.timeouts", "1");
        setUnlessUserDid(configuration, "ipc.client.connect.max.retries", "2");
    }

    /**
     * A file is complete when the name node has heard so from a data node, which is often a moment
     * after the client asks. Hadoop then waits 0.4 s, which at a file after every few events is all
     * that a sink does. Asking again soon and more often, it waits as long in the end.
     */
    private static void closeSoon(Configuration configuration) {
        String key = "dfs.client.block.write.locateFollowingBlock.";
        if (didUserSet(configuration, key + "initial.delay.ms")
                || didUserSet(configuration, key + "retries")) {
            return;
        }
        configuration.set(key + "initial.delay.ms", "5");
        configuration.set(key + "retries", "12");
    }

    private static void setUnlessUserDid(Configuration configuration, String key, String value) {
        if (!didUserSet(configuration, key)) {
            configuration.set(key, value);
        }
    }

    private static boolean didUserSet(Configuration configuration, String key) {
        String[] sources = configuration.getPropertySources(key);
        return sources != null && sources.length > 0 && !sources[0].endsWith("-default.xml");
    }

    Configuration configuration() {
        return configuration;
    }

    /** As whom the sink talks to Hadoop. */
    Identity identity() {
        return identity;
    }

    /** Whether paths without a scheme are local. */
    boolean defaultsToLocal() {
        return "file".equals(FileSystem.getDefaultUri(configuration).getScheme());
    }

    /** What is done as a user. */
    interface Action {
        void run() throws IOException;
    }

    /** The file system of a path; made at the first call, kept until {@link #close}. */
    FileSystem fileSystem(Path path) throws IOException {
        URI uri = path.toUri();
        String key = uri.getScheme() + "://" + uri.getAuthority();
        FileSystem known = fileSystems.get(key);
        if (known != null) {
            return known;
        }
        FileSystem made =
                uri.getScheme() == null
                        ? FileSystem.newInstance(configuration)
                        : FileSystem.newInstance(uri, configuration);
        if (rawLocal && made instanceof LocalFileSystem local) {
            made = local.getRawFileSystem();
        }
        FileSystem first = fileSystems.putIfAbsent(key, made);
        if (first == null) {
            return made;
        }
        made.close();
        return first;
    }

    /** Closes the file systems; files that are still open cannot be written any more. */
    void close(Steps steps) throws IOException {
        for (FileSystem files : List.copyOf(fileSystems.values())) {
            steps.next("close", files.getUri());
            files.close();
        }
        fileSystems.clear();
    }
}
