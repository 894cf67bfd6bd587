// SPDX-License-Identifier: Apache-2.0
package io.millrace.channels.file;

import io.millrace.journal.JournalListener;
import io.millrace.journal.JournalOptions;
import io.millrace.spi.Context;
import io.millrace.spi.Health;
import io.millrace.spi.Meters;
import io.millrace.spi.Problem;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;

/** Tells the user what a journal cannot mend, and how it is. */
final class JournalReports implements JournalListener {
    private final Context context;
    private final Meters.Counter lost;
    private volatile @Nullable Room room;
    private volatile Health health = Health.up();

    JournalReports(Context context) {
        this.context = context;
        this.lost =
                context.meters()
                        .counter(
                                new Meters.CounterSpec(
                                        "channel_lost_events_total",
                                        "Events whose bytes on the disk were damaged or gone."));
    }

    /** Where events that will never be taken make room; told before the journal is opened. */
    void passOverIn(Room channelRoom) {
        room = channelRoom;
    }

    @Override
    public void passedOver(long events) {
        Room now = room;
        if (now != null) {
            now.free(events, 0);
        }
    }

    Health health() {
        return health;
    }

    /** Says so if a power cut may take what was acknowledged. */
    void tellLevel(JournalOptions options) {
        if (!options.syncEvery().isZero()) {
            report(
                    "MR-3012",
                    Problem.Severity.WARNING,
                    "the channel acknowledges events before they are synced",
                    "a power cut loses what came in the last "
                            + options.syncEvery().toMillis() / 1000.0
                            + " s; a crash of the process loses nothing",
                    "set fsyncPerTransaction = true, which is the default, if that is too much");
        }
    }

    /** Says so if the file asks for a cipher that is not the one in use. */
    void tellCipher() {
        report(
                "MR-3023",
                Problem.Severity.HINT,
                "events are encrypted with AES-GCM, not with AESCTRNOPADDING",
                "they are protected against being read and being changed",
                "write encryption.cipherProvider = AESGCM, which means the same");
    }

    @Override
    public void damaged(Path file, long from, long to, long firstEvent, long endEvent) {
        long events = endEvent - firstEvent;
        lost.add(events);
        String where =
                to > from
                        ? "bytes %d to %d of %s are damaged".formatted(from, to, file)
                        : "a part of the channel before %s is gone".formatted(file);
        health = Health.degraded(where);
        report(
                "MR-3013",
                Problem.Severity.ERROR,
                where,
                events == 0
                        ? "no event was in them; the channel goes on"
                        : "%d events are lost, numbers %d to %d of the channel; all others go on"
                                .formatted(events, firstEvent, endEvent - 1),
                "see the disk's log; the damaged bytes are kept beside the file as *.damaged");
    }

    @Override
    public void foreign(Path file) {
        report(
                "MR-3014",
                Problem.Severity.WARNING,
                file + " does not belong to the channel",
                "it is left as it is; the channel goes on",
                "move it away if it is not wanted there");
    }

    @Override
    public void writeFailed(IOException failure, boolean full) {
        health = Health.down(String.valueOf(failure.getMessage()));
        if (full) {
            report(
                    "MR-3015",
                    Problem.Severity.ERROR,
                    "the disk is full: " + failure.getMessage(),
                    "sources wait; nothing that was acknowledged is lost, and sinks go on",
                    "make room: the channel goes on by itself within seconds");
        } else {
            report(
                    "MR-3016",
                    Problem.Severity.ERROR,
                    "the disk does not take events: " + failure.getMessage(),
                    "sources are refused and try again; nothing that was acknowledged is lost, and"
                            + " sinks go on",
                    "see the disk's log; the channel tries again each second");
        }
    }

    @Override
    public void writeRecovered() {
        health = Health.up();
    }

    @Override
    public void readFailed(IOException failure) {
        report(
                "MR-3017",
                Problem.Severity.ERROR,
                "events on the disk cannot be read: " + failure.getMessage(),
                "sinks wait for them; nothing is lost, and sources go on",
                "see the permissions and the disk's log; the channel tries again each second");
    }

    private void report(
            String code, Problem.Severity severity, String what, String effect, String remedy) {
        context.report(new Problem(code, severity, "", "", what, effect, remedy));
    }
}
