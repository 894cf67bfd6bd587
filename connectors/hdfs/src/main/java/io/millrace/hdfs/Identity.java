// SPDX-License-Identifier: Apache-2.0
package io.millrace.hdfs;

import io.millrace.hdfs.GuardedCalls.HungException;
import io.millrace.hdfs.GuardedCalls.Steps;
import io.millrace.host.Clock;
import io.millrace.host.Host;
import io.millrace.spi.Problem;
import io.millrace.spi.ProblemException;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.SecurityUtil;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.security.UserGroupInformation.AuthenticationMethod;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.security.PrivilegedAction;
import java.security.PrivilegedExceptionAction;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import javax.security.auth.Subject;
import javax.security.auth.kerberos.KerberosTicket;

/**
 * As whom a sink talks to Hadoop: as whoever has a keytab, in the name of somebody else, or as
 * whoever runs the agent. It gets a new ticket when four fifths of the time of the old one are
 * over; a KDC that is away in the rest of it does no harm. Safe for any thread.
 */
final class Identity {
    private static final Logger LOG = LoggerFactory.getLogger(Identity.class);

    /** A KDC that does not answer is asked again after this. */
    static final Duration BETWEEN_TRIES = Duration.ofMinutes(1);

    private static final String EFFECT = "The sink does not start; the events stay in the channel.";

    private final Clock clock;
    private final Consumer<Problem> report;
    private final @Nullable Keytab keytab;
    private final @Nullable UserGroupInformation login;
    private final @Nullable UserGroupInformation user;
    private final ReentrantLock renewing = new ReentrantLock();
    private volatile @Nullable Ticket ticket;
    private volatile long triedNanos;
    private volatile boolean doubtful;
    private volatile boolean told;

    private Identity(
            Clock clock,
            Consumer<Problem> report,
            @Nullable Keytab keytab,
            @Nullable UserGroupInformation login,
            @Nullable UserGroupInformation user) {
        this.clock = clock;
        this.report = report;
        this.keytab = keytab;
        this.login = login;
        this.user = user;
        this.ticket = Ticket.of(login);
        this.triedNanos = clock.nanos();
    }

    /**
     * Logs in, if the sink is to.
     *
     * @throws ProblemException if that is not possible
     */
    static Identity of(
            HdfsSinkConfig config,
            Configuration configuration,
            Host host,
            Steps steps,
            Consumer<Problem> report)
            throws IOException {
        boolean kerberos =
                SecurityUtil.getAuthenticationMethod(configuration) != AuthenticationMethod.SIMPLE;
        try {
            UserGroupInformation.setConfiguration(configuration);
        } catch (IllegalArgumentException noRealm) {
            throw KerberosFailures.kdcIsSilent(
                    "Hadoop's configuration asks for Kerberos, which is not configured here: "
                            + Failures.innermostMessage(noRealm),
                    noRealm);
        }
        @Nullable Keytab keytab = null;
        @Nullable UserGroupInformation login = null;
        if (config.kerberosPrincipal().isPresent() && config.kerberosKeytab().isPresent()) {
            String principal = config.kerberosPrincipal().get();
            Keytab readable = Keytab.of(principal, config.kerberosKeytab().get(), host.disk());
            if (!kerberos) {
                throw notAskedFor(principal);
            }
            keytab = readable.filledIn();
            steps.next("get a ticket for", keytab.principal());
            login = keytab.logIn();
            LOG.info("logged in as {}", keytab.principal());
        }
        @Nullable UserGroupInformation user = login;
        if (config.proxyUser().isPresent()) {
            user =
                    UserGroupInformation.createProxyUser(
                            config.proxyUser().get(),
                            login != null ? login : UserGroupInformation.getLoginUser());
        }
        return new Identity(host.clock(), report, keytab, login, user);
    }

    /** Hadoop would pass the principal over without a word, and write as the agent's user. */
    private static ProblemException notAskedFor(String principal) {
        return new ProblemException(
                "MR-4132",
                "hdfs.kerberosPrincipal = "
                        + principal
                        + ", but Hadoop's configuration does not ask for Kerberos",
                EFFECT,
                "Put the cluster's core-site.xml, which has hadoop.security.authentication ="
                        + " kerberos, and its hdfs-site.xml into the directory given with --conf."
                        + " If the cluster has no Kerberos, remove hdfs.kerberosPrincipal and"
                        + " hdfs.kerberosKeytab.",
                null);
    }

    /** The user that Hadoop sees, for messages. */
    String userName() {
        try {
            return (user != null ? user : UserGroupInformation.getCurrentUser()).getShortUserName();
        } catch (IOException unknown) {
            return "the agent's user";
        }
    }

    /** Runs something as that user, on the calling thread, with a ticket that is good. */
    void run(Steps steps, Hadoop.Action action) throws IOException {
        renewIfDue(steps);
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
        } catch (IOException failed) {
            if (login != null && KerberosFailures.isAboutTickets(failed)) {
                doubtful = true;
            }
            throw failed;
        }
    }

    /** Whether a new ticket is wanted now, with nothing else to do, too. */
    boolean isRenewalDue() {
        return dueIn().isZero();
    }

    /** How long until a new ticket is wanted; very long without Kerberos. */
    Duration dueIn() {
        Ticket ticket = this.ticket;
        if (login == null) {
            return Duration.ofDays(1);
        }
        long sinceTried = clock.nanos() - triedNanos;
        Duration untilTry = BETWEEN_TRIES.minusNanos(sinceTried);
        Duration untilRenewal =
                ticket == null || doubtful
                        ? Duration.ZERO
                        : Duration.between(now(), ticket.renewal());
        Duration later = untilTry.compareTo(untilRenewal) > 0 ? untilTry : untilRenewal;
        return later.isNegative() ? Duration.ZERO : later;
    }

    private Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }

    private void renewIfDue(Steps steps) throws IOException {
        UserGroupInformation login = this.login;
        Keytab keytab = this.keytab;
        if (login == null || keytab == null || !isRenewalDue() || !renewing.tryLock()) {
            return;
        }
        try {
            triedNanos = clock.nanos();
            steps.next("get a ticket for", keytab.principal());
            // Hadoop throws the old ticket away before it asks for another: see first that there
            // is one to be had.
            keytab.logIn();
            login.forceReloginFromKeytab();
            doubtful = false;
            told = false;
            LOG.info("{} has a new ticket", keytab.principal());
        } catch (HungException givenUp) {
            throw givenUp;
        } catch (IOException refused) {
            passOver(refused, keytab, Ticket.of(login));
        } finally {
            ticket = Ticket.of(login);
            triedNanos = clock.nanos();
            renewing.unlock();
        }
    }

    /** A ticket that is still good will do. */
    private void passOver(IOException refused, Keytab keytab, @Nullable Ticket ticket)
            throws IOException {
        if (ticket == null || !now().isBefore(ticket.end())) {
            throw refused;
        }
        if (told) {
            return;
        }
        told = true;
        report.accept(
                new Problem(
                        "MR-4136",
                        Problem.Severity.WARNING,
                        "",
                        "",
                        keytab.principal()
                                + " gets no new ticket: "
                                + Failures.innermostMessage(refused),
                        "The ticket at hand is good until "
                                + ticket.end()
                                + "; from then on the events stay in the channel. It is tried"
                                + " again each minute.",
                        "Check that the KDC runs and still knows the principal: kinit -kt "
                                + keytab.file()
                                + " "
                                + keytab.principal()));
    }

    /**
     * The ticket that gets others. It forgets its times once it is destroyed.
     *
     * @param renewal when another one is to be had
     * @param end until when it is good
     */
    record Ticket(KerberosTicket ticket, Instant renewal, Instant end) {

        private static @Nullable Ticket of(@Nullable UserGroupInformation login) {
            return login == null
                    ? null
                    : login.doAs((PrivilegedAction<@Nullable Ticket>) Ticket::current);
        }

        private static @Nullable Ticket current() {
            Subject subject = Subject.current();
            if (subject == null) {
                return null;
            }
            return subject.getPrivateCredentials(KerberosTicket.class).stream()
                    .filter(Ticket::isForTickets)
                    .findFirst()
                    .map(Ticket::of)
                    .orElse(null);
        }

        /** Whether it is from the KDC of its own realm. */
        private static boolean isForTickets(KerberosTicket ticket) {
            if (ticket.isDestroyed()) {
                return false;
            }
            String realm = ticket.getServer().getRealm();
            return ticket.getServer().getName().equals("krbtgt/" + realm + "@" + realm);
        }

        private static Ticket of(KerberosTicket ticket) {
            Instant start =
                    Optional.ofNullable(ticket.getStartTime())
                            .orElseGet(ticket::getAuthTime)
                            .toInstant();
            Instant end = ticket.getEndTime().toInstant();
            Duration life = Duration.between(start, end);
            return new Ticket(ticket, start.plus(life.multipliedBy(4).dividedBy(5)), end);
        }
    }

    /** The ticket at hand; null without a keytab, or if it is lost. */
    @Nullable Ticket ticket() {
        return ticket;
    }
}
