// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.millrace.host.Disk;
import io.millrace.host.DiskFile;
import io.millrace.spi.ProblemException;

import org.apache.hadoop.security.SecurityUtil;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.security.authentication.util.KerberosUtil;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The file with the key of a principal, and how one gets in with it.
 *
 * @param principal whose key is meant
 * @param file where the key lies
 */
record Keytab(String principal, Path file) {
    private static final Pattern ANY = Pattern.compile(".*");
    private static final int MOST_NAMED = 5;
    private static final String EFFECT = "The sink does not start; the events stay in the channel.";

    /**
     * A keytab that can be read.
     *
     * @param principal as the user wrote it, with {@code _HOST} perhaps
     * @throws ProblemException if it cannot
     */
    static Keytab of(String principal, String file, Disk disk) throws ProblemException {
        Keytab keytab = new Keytab(principal.strip(), Path.of(file.strip()));
        keytab.checkReadable(disk);
        return keytab;
    }

    /**
     * The same with the whole name of the principal, of which it has a key.
     *
     * @throws ProblemException if it has none
     */
    Keytab filledIn() throws ProblemException {
        Keytab whole = new Keytab(wholePrincipal(), file);
        whole.checkPrincipal();
        return whole;
    }

    /** Hadoop leaves {@code _HOST} as it is where no realm follows. */
    private String wholePrincipal() throws ProblemException {
        try {
            String realm =
                    principal.indexOf('@') >= 0 ? "" : KerberosUtil.getDefaultRealmProtected();
            String whole = realm.isEmpty() ? principal : principal + "@" + realm;
            return SecurityUtil.getServerPrincipal(whole, "");
        } catch (IOException | RuntimeException unknown) {
            throw refused(
                    "the principal "
                            + principal
                            + " of "
                            + file
                            + " cannot be filled in: "
                            + Failures.innermostMessage(unknown),
                    "Write the name of this machine in place of _HOST, and the realm behind @.",
                    unknown);
        }
    }

    private void checkReadable(Disk disk) throws ProblemException {
        try {
            if (disk.factsIfPresent(file).isEmpty()) {
                throw refused(
                        "the keytab " + file + " of " + principal + " is missing",
                        "Check hdfs.kerberosKeytab; whoever runs the cluster makes keytabs.",
                        null);
            }
            try (DiskFile in = disk.open(file, Disk.Mode.READ)) {
                var _ = in.read(new byte[2], 0, 2, 0);
            }
        } catch (ProblemException missing) {
            throw missing;
        } catch (IOException unreadable) {
            throw refused(
                    "the keytab "
                            + file
                            + " of "
                            + principal
                            + " cannot be read: "
                            + unreadable.getClass().getSimpleName()
                            + " "
                            + Failures.innermostMessage(unreadable),
                    "Let the agent's user, \""
                            + System.getProperty("user.name")
                            + "\", read the file, and nobody else: chown, then chmod 400.",
                    unreadable);
        }
    }

    private void checkPrincipal() throws ProblemException {
        List<String> principals;
        try {
            principals = Arrays.asList(KerberosUtil.getPrincipalNames(file.toString(), ANY));
        } catch (IOException | RuntimeException malformed) {
            throw refused(
                    file + " is no keytab: " + Failures.innermostMessage(malformed),
                    "Check hdfs.kerberosKeytab; klist -kt " + file + " shows what a keytab has.",
                    malformed);
        }
        boolean found =
                principals.contains(principal)
                        || (principal.indexOf('@') < 0
                                && principals.stream()
                                        .anyMatch(one -> one.startsWith(principal + "@")));
        if (!found) {
            throw refused(
                    "the keytab "
                            + file
                            + " has no key of "
                            + principal
                            + "; it has those of "
                            + named(principals),
                    "Write one of these as hdfs.kerberosPrincipal, or take the keytab of this"
                            + " machine. _HOST becomes the name that the machine has for itself"
                            + " (hostname -f).",
                    null);
        }
    }

    private static String named(List<String> principals) {
        if (principals.isEmpty()) {
            return "nobody";
        }
        String some =
                String.join(", ", principals.subList(0, Math.min(MOST_NAMED, principals.size())));
        return principals.size() > MOST_NAMED ? some + ", ..." : some;
    }

    /**
     * Gets a ticket from the KDC, and an identity of its own for it.
     *
     * @throws ProblemException if the KDC does not answer, or does not let the principal in
     */
    UserGroupInformation logIn() throws ProblemException {
        try {
            return UserGroupInformation.loginUserFromKeytabAndReturnUGI(principal, file.toString());
        } catch (IOException | RuntimeException refused) {
            if (KerberosFailures.isKdcSilent(refused)) {
                throw KerberosFailures.kdcIsSilent(
                        "no KDC answers for "
                                + principal
                                + ": "
                                + Failures.innermostMessage(refused),
                        refused);
            }
            throw refused(
                    "Kerberos does not let "
                            + principal
                            + " in with "
                            + file
                            + ": "
                            + Failures.innermostMessage(refused),
                    "Try kinit -kt "
                            + file
                            + " "
                            + principal
                            + ". If the key was changed since the keytab was made, make it anew;"
                            + " check that the clock of the machine is right.",
                    refused);
        }
    }

    private static ProblemException refused(String what, String remedy, @Nullable Throwable cause) {
        return new ProblemException("MR-4117", what, EFFECT, remedy, cause);
    }
}
