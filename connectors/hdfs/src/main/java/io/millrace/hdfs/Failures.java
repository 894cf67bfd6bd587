// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.millrace.spi.ProblemException;

import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.hdfs.protocol.QuotaExceededException;
import org.apache.hadoop.hdfs.server.namenode.SafeModeException;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.ipc.RetriableException;
import org.apache.hadoop.ipc.StandbyException;
import org.apache.hadoop.security.AccessControlException;
import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Says in the user's words what Hadoop threw. */
final class Failures {
    private static final String STAYS = "The events stay in the channel; the sink keeps trying.";

    private Failures() {}

    /**
     * A problem for a failure.
     *
     * @param target the path that was worked on, as the user knows it
     * @param user the user that the file system saw
     */
    static ProblemException explain(Throwable failure, String target, String user) {
        List<Throwable> chain = chain(failure);
        for (Throwable cause : chain) {
            if (cause instanceof ProblemException known) {
                return known;
            }
        }
        String message = innermostMessage(failure);
        ProblemException kerberos = KerberosFailures.explain(chain, target, user, message, failure);
        if (kerberos != null) {
            return kerberos;
        }
        for (Throwable cause : chain) {
            ProblemException problem = known(cause, target, user, message, failure);
            if (problem != null) {
                return problem;
            }
        }
        for (Throwable cause : chain) {
            if (isWrongAddress(cause)) {
                return new ProblemException(
                        "MR-4100",
                        target + " is no address of a file system: " + message,
                        STAYS,
                        "Write hdfs.path as hdfs://host:port/directory with a number as the port.",
                        failure);
            }
        }
        return new ProblemException(
                "MR-4108",
                "writing to " + target + " failed: " + message,
                STAYS,
                "The log of the name node or of the file system says more. If it goes on, check"
                        + " that a file can be written there by hand (hadoop fs -put).",
                failure);
    }

    private static @Nullable ProblemException known(
            Throwable cause, String target, String user, String message, Throwable failure) {
        String text = String.valueOf(cause.getMessage());
        String lower = text.toLowerCase(Locale.ROOT);
        if (cause instanceof AccessControlException
                || cause instanceof AccessDeniedException
                || lower.contains("permission denied")) {
            return new ProblemException(
                    "MR-4103",
                    "user \"" + user + "\" may not write to " + target + ": " + message,
                    STAYS,
                    "Give the user write permission on the directory (hdfs dfs -chown or -chmod),"
                            + " or set hdfs.proxyUser or the Kerberos keys to a user that has it.",
                    failure);
        }
        if (cause instanceof SafeModeException
                || cause instanceof StandbyException
                || (cause instanceof RetriableException && lower.contains("safe mode"))) {
            return new ProblemException(
                    "MR-4105",
                    "the name node of " + target + " takes no writes now: " + message,
                    STAYS,
                    "Wait for the end of safe mode (hdfs dfsadmin -safemode get). If it is a"
                            + " standby name node, name the nameservice in hdfs.path.",
                    failure);
        }
        if (cause instanceof QuotaExceededException
                || lower.contains("no space left on device")
                || lower.contains("quota exceeded")) {
            return new ProblemException(
                    "MR-4106",
                    "there is no room left for " + target + ": " + message,
                    STAYS,
                    "Free space, add some, or raise the quota (hdfs dfs -count -q).",
                    failure);
        }
        if (lower.contains("could only be written to")
                || lower.contains("all datanodes")
                || lower.contains("no more good datanodes")) {
            return new ProblemException(
                    "MR-4107",
                    "no data node takes the blocks of " + target + ": " + message,
                    STAYS,
                    "See whether data nodes live and have room (hdfs dfsadmin -report), and whether"
                            + " this machine reaches their ports. Data nodes known by name only:"
                            + " dfs.client.use.datanode.hostname.",
                    failure);
        }
        if (cause instanceof UnknownHostException) {
            return new ProblemException(
                    "MR-4102",
                    "the name of the host in " + target + " is not known: " + message,
                    STAYS,
                    "Check the name in hdfs.path. If it is a nameservice of an HA cluster, put"
                            + " the cluster's hdfs-site.xml into the directory given with --conf.",
                    failure);
        }
        if (cause instanceof ConnectException
                || cause instanceof NoRouteToHostException
                || cause instanceof SocketTimeoutException
                || cause instanceof SocketException
                || cause instanceof EOFException) {
            return new ProblemException(
                    "MR-4101",
                    "the name node of " + target + " does not answer: " + message,
                    STAYS,
                    "Check that it runs and that host and port in hdfs.path are those of"
                            + " fs.defaultFS on the name node (8020 or 9000, not that of the web"
                            + " page).",
                    failure);
        }
        if (cause instanceof ParentNotDirectoryException
                || cause instanceof FileAlreadyExistsException
                || text.startsWith("Mkdirs failed")
                || lower.contains("not a directory")) {
            return new ProblemException(
                    "MR-4104",
                    "the directory of " + target + " cannot be made: " + message,
                    STAYS,
                    "A part of the path may be a file, or a directory above it may be read-only"
                            + " or not mounted; hdfs.path says where the files go.",
                    failure);
        }
        if (cause instanceof UnsupportedFileSystemException
                || cause instanceof ClassNotFoundException) {
            return new ProblemException(
                    "MR-4115",
                    "there is no file system for the scheme of " + target + ": " + message,
                    STAYS,
                    "Write hdfs:// or file://, or put the jars of that file system (hadoop-aws for"
                            + " s3a) into the directory of the hdfs plugin.",
                    failure);
        }
        return null;
    }

    private static boolean isWrongAddress(Throwable cause) {
        return cause instanceof IllegalArgumentException
                || cause instanceof URISyntaxException
                || String.valueOf(cause.getMessage()).startsWith("Incomplete HDFS URI");
    }

    /** The failure and its causes, those that came over the wire as what they were there. */
    static List<Throwable> chain(Throwable failure) {
        List<Throwable> chain = new ArrayList<>();
        Throwable next = failure;
        while (next != null && chain.size() < 20) {
            if (next instanceof RemoteException remote) {
                chain.add(remote.unwrapRemoteException());
            }
            chain.add(next);
            next = next.getCause();
        }
        return chain;
    }

    /** The message of the first cause, in one line. */
    static String innermostMessage(Throwable failure) {
        Throwable innermost = failure;
        for (int depth = 0; innermost.getCause() != null && depth < 20; depth++) {
            innermost = innermost.getCause();
        }
        String message = innermost.getMessage();
        String line = message == null ? "" : message.lines().findFirst().orElse("").strip();
        String type = innermost.getClass().getSimpleName();
        return line.isEmpty()
                ? type
                : innermost instanceof UnknownHostException
                                || innermost instanceof LinkageError
                                || innermost instanceof ClassNotFoundException
                        ? type + " " + line
                        : line;
    }
}
