// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.millrace.hdfs.GuardedCalls.Steps;
import io.millrace.host.Clock;
import io.millrace.host.Disk;
import io.millrace.host.Host;
import io.millrace.spi.ProblemException;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.SecurityUtil;
import org.apache.hadoop.security.UserGroupInformation;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.security.PrivilegedExceptionAction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Hadoop as one sink has it: configuration, identity and file systems of its own. Its methods call
 * Hadoop and so may hang; safe for any thread.
 */
final class Hadoop {
    private static final List<String> FILES = List.of("core-site.xml", "hdfs-site.xml");
    private static final Duration BETWEEN_LOGIN_CHECKS = Duration.ofMinutes(1);

    private final Configuration configuration;
    private final boolean rawLocal;
    private final Clock clock;
    private final @Nullable UserGroupInformation login;
    private final @Nullable UserGroupInformation user;
    private final Map<String, FileSystem> fileSystems = new ConcurrentHashMap<>();
    private volatile long loginCheckedNanos;

    private Hadoop(
            Configuration configuration,
            boolean rawLocal,
            Clock clock,
            @Nullable UserGroupInformation login,
            @Nullable UserGroupInformation user) {
        this.configuration = configuration;
        this.rawLocal = rawLocal;
        this.clock = clock;
        this.login = login;
        this.user = user;
        this.loginCheckedNanos = clock.nanos();
    }

    /**
     * Reads Hadoop's configuration and logs in.
     *
     * @param directories where {@code core-site.xml} and {@code hdfs-site.xml} may lie; the later
     *     ones win
     */
    static Hadoop start(HdfsSinkConfig config, List<java.nio.file.Path> directories, Host host)
            throws IOException {
        Configuration configuration = read(directories, host.disk());
        UserGroupInformation.setConfiguration(configuration);
        @Nullable UserGroupInformation login = null;
        if (config.kerberosPrincipal().isPresent() && config.kerberosKeytab().isPresent()) {
            login =
                    login(
                            config.kerberosPrincipal().get(),
                            config.kerberosKeytab().get(),
                            host.disk());
        }
        @Nullable UserGroupInformation user = login;
        if (config.proxyUser().isPresent()) {
            user =
                    UserGroupInformation.createProxyUser(
                            config.proxyUser().get(),
                            login != null ? login : UserGroupInformation.getLoginUser());
        }
        return new Hadoop(configuration, config.useRawLocalFileSystem(), host.clock(), login, user);
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

    private static UserGroupInformation login(String principal, String keytab, Disk disk)
            throws IOException {
        String effect = "The sink does not start; the events stay in the channel.";
        if (disk.factsIfPresent(java.nio.file.Path.of(keytab)).isEmpty()) {
            throw new ProblemException(
                    "MR-4117",
                    "the keytab " + keytab + " of " + principal + " is missing",
                    effect,
                    "Check hdfs.kerberosKeytab and that the agent's user may read the file.",
                    null);
        }
        try {
            String host = InetAddress.getLocalHost().getCanonicalHostName();
            return UserGroupInformation.loginUserFromKeytabAndReturnUGI(
                    SecurityUtil.getServerPrincipal(principal, host), keytab);
        } catch (IOException | RuntimeException refused) {
            throw new ProblemException(
                    "MR-4117",
                    "Kerberos does not let "
                            + principal
                            + " in with "
                            + keytab
                            + ": "
                            + Failures.innermostMessage(refused),
                    effect,
                    "Check principal and keytab (klist -kt "
                            + keytab
                            + "), the clock of the machine and krb5.conf.",
                    refused);
        }
    }

    Configuration configuration() {
        return configuration;
    }

    /** The user that Hadoop sees, for messages. */
    String userName() {
        try {
            return (user != null ? user : UserGroupInformation.getCurrentUser()).getShortUserName();
        } catch (IOException unknown) {
            return "the agent's user";
        }
    }

    /** Whether paths without a scheme are local. */
    boolean defaultsToLocal() {
        return "file".equals(FileSystem.getDefaultUri(configuration).getScheme());
    }

    /** Runs something as the user that the configuration names; on the calling thread. */
    void asUser(HadoopAction action) throws IOException {
        UserGroupInformation login = this.login;
        if (login != null && clock.nanos() - loginCheckedNanos >= BETWEEN_LOGIN_CHECKS.toNanos()) {
            loginCheckedNanos = clock.nanos();
            login.checkTGTAndReloginFromKeytab();
        }
        UserGroupInformation user = this.user;
        if (user == null) {
            action.run();
            return;
        }
        try {
            user.doAs(
                    (PrivilegedExceptionAction<Boolean>)
                            () -> {
                                action.run();
                                return true;
                            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** What {@link #asUser} runs. */
    interface HadoopAction {
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
