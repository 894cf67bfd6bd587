// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.millrace.spi.ProblemException;

import org.apache.hadoop.security.authorize.AuthorizationException;
import org.ietf.jgss.GSSException;
import org.jspecify.annotations.Nullable;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;

import javax.security.sasl.SaslException;

/** Says in the user's words what Kerberos and its neighbours in Hadoop threw. */
final class KerberosFailures {
    private static final String STAYS = "The events stay in the channel; the sink keeps trying.";

    private KerberosFailures() {}

    /** Whether nobody who gives tickets answered, or nobody is known. */
    static boolean isKdcSilent(Throwable failure) {
        for (Throwable cause : Failures.chain(failure)) {
            String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
            if (cause instanceof ConnectException
                    || cause instanceof NoRouteToHostException
                    || cause instanceof PortUnreachableException
                    || cause instanceof SocketTimeoutException
                    || cause instanceof UnknownHostException
                    || message.contains("cannot locate kdc")
                    || message.contains("cannot get kdc for realm")
                    || message.contains("cannot contact any kdc")
                    || message.contains("can't get kerberos realm")
                    || message.contains("cannot locate default realm")) {
                return true;
            }
        }
        return false;
    }

    static ProblemException kdcIsSilent(String what, Throwable cause) {
        return new ProblemException(
                "MR-4133",
                what,
                STAYS,
                "Check that "
                        + System.getProperty("java.security.krb5.conf", "/etc/krb5.conf")
                        + " names the realm and its KDC, that the KDC runs, and that this machine"
                        + " reaches its port 88.",
                cause);
    }

    /** A problem for a failure between the agent and the name node, or null if it is another. */
    static @Nullable ProblemException explain(
            List<Throwable> chain, String target, String user, String message, Throwable failure) {
        for (Throwable cause : chain) {
            String text = String.valueOf(cause.getMessage());
            if (text.contains("is not allowed to impersonate")
                    || (cause instanceof AuthorizationException && text.contains("impersonat"))) {
                return new ProblemException(
                        "MR-4135",
                        "the name node of "
                                + target
                                + " does not let the agent write for others: "
                                + message,
                        STAYS,
                        "Allow it in core-site.xml of the name node, hadoop.proxyuser.<user>.hosts"
                                + " and .groups (or .users), then hdfs dfsadmin"
                                + " -refreshSuperUserGroupsConfiguration; or leave hdfs.proxyUser"
                                + " out.",
                        failure);
            }
        }
        if (isAboutTickets(failure) && isKdcSilent(failure)) {
            return kdcIsSilent(
                    "no KDC answers for the ticket to " + target + ": " + message, failure);
        }
        for (Throwable cause : chain) {
            String remedy = remedy(cause);
            if (!remedy.isEmpty()) {
                return new ProblemException(
                        "MR-4134",
                        "\""
                                + user
                                + "\" and the name node of "
                                + target
                                + " do not agree on Kerberos: "
                                + message,
                        STAYS,
                        remedy,
                        failure);
            }
        }
        return null;
    }

    /** Whether a new ticket may help. */
    static boolean isAboutTickets(Throwable failure) {
        return Failures.chain(failure).stream()
                .anyMatch(cause -> cause instanceof GSSException || cause instanceof SaslException);
    }

    private static String remedy(Throwable cause) {
        String text = String.valueOf(cause.getMessage());
        if (text.contains("SIMPLE authentication is not enabled")) {
            return "The cluster wants Kerberos: set hdfs.kerberosPrincipal and hdfs.kerberosKeytab,"
                    + " and put the cluster's core-site.xml and hdfs-site.xml into the directory"
                    + " given with --conf.";
        }
        if (text.contains("Kerberos principal name")
                || text.contains("invalid Kerberos principal")) {
            return "Set dfs.namenode.kerberos.principal in hdfs-site.xml to what the name node has"
                    + " there, nn/_HOST@REALM for instance.";
        }
        if (text.contains("fall back to SIMPLE auth")) {
            return "The cluster does not use Kerberos: leave hdfs.kerberosPrincipal and"
                    + " hdfs.kerberosKeytab out, and hadoop.security.authentication in"
                    + " core-site.xml.";
        }
        if (cause instanceof GSSException
                || cause instanceof SaslException
                || text.contains("Client cannot authenticate via")) {
            return "Set hdfs.kerberosPrincipal and hdfs.kerberosKeytab if they are not. Check that"
                    + " dfs.namenode.kerberos.principal in hdfs-site.xml is that of the name node,"
                    + " that the KDC answers, and that the clocks agree.";
        }
        return "";
    }
}
