// SPDX-License-Identifier: Apache-2.0
package io.millrace.compat.peer.load;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * The events of this process's one load: how their bodies are made, and which have come out of the
 * channel. Bodies hold when they were due, their phase and a serial number.
 *
 * <p>There is one for the whole process because source and sink, which an agent makes each by
 * itself, have to meet somewhere.
 */
public final class LoadEvents {
    /** The least length of a body. */
    public static final int LEAST_BYTES = 3 * Long.BYTES + 1;

    private static final LoadEvents OF_THIS_PROCESS = new LoadEvents(20_000_000_000L);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int SERIAL_AT = Long.BYTES;
    private static final int PHASE_AT = 2 * Long.BYTES;
    private static final long LOOK_NANOS = 100_000;

    /** What an event is put for. */
    enum Phase {
        WARM_UP(0),
        MEASURED(1),
        LONE(2);

        /** How a body names it. */
        private final long code;

        Phase(long code) {
            this.code = code;
        }

        private static Optional<Phase> of(long code) {
            return Arrays.stream(values()).filter(phase -> phase.code == code).findFirst();
        }
    }

    private final long standstillNanos;
    private final BitSet seen = new BitSet();
    private final Map<Phase, Delays> delays = new EnumMap<>(Phase.class);
    private long doubled;
    private long damaged;
    private long different;
    private volatile long arrived;

    /** {@code standstillNanos} without one more event, and the rest is lost. */
    LoadEvents(long standstillNanos) {
        this.standstillNanos = standstillNanos;
        for (Phase phase : Phase.values()) {
            delays.put(phase, new Delays());
        }
    }

    /** Those of this process. */
    public static LoadEvents ofThisProcess() {
        return OF_THIS_PROCESS;
    }

    /** A body; its time is set when it is put. */
    static byte[] body(int bytes, Phase phase, long serial) {
        byte[] body = new byte[bytes];
        for (int i = LEAST_BYTES; i < bytes; i++) {
            body[i] = (byte) ('a' + i % 26);
        }
        LONG.set(body, SERIAL_AT, serial);
        LONG.set(body, PHASE_AT, phase.code);
        body[bytes - 1] = (byte) serial;
        return body;
    }

    /** Says when an event is due, by this JVM's clock. */
    static void due(byte[] body, long nanos) {
        LONG.set(body, 0, nanos);
    }

    /** An event has come out of the channel at a time of this JVM's clock. By one thread. */
    public void arrived(byte[] array, int offset, int length, long nanos) {
        long serial = (long) LONG.get(array, offset + SERIAL_AT);
        Optional<Phase> phase = Phase.of((long) LONG.get(array, offset + PHASE_AT));
        if (length < LEAST_BYTES
                || array[offset + length - 1] != (byte) serial
                || phase.isEmpty()
                || serial < 0
                || serial > Integer.MAX_VALUE) {
            damaged++;
            return;
        }
        if (seen.get((int) serial)) {
            doubled++;
            return;
        }
        seen.set((int) serial);
        different++;
        Delays of = delays.get(phase.get());
        if (of != null) {
            of.add(nanos - (long) LONG.get(array, offset));
        }
    }

    /** All that arrived until now can be seen by who waits. By the same thread. */
    public void publish() {
        arrived = different;
    }

    /** Waits until so many different events have arrived; gives up when no more come. */
    boolean await(long count) {
        long before = -1;
        long since = System.nanoTime();
        while (arrived < count) {
            long now = arrived;
            if (now != before) {
                before = now;
                since = System.nanoTime();
            } else if (System.nanoTime() - since > standstillNanos) {
                return false;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return true;
    }

    long arrived() {
        return arrived;
    }

    /** To be asked when nothing arrives any more. */
    Delays delays(Phase phase) {
        return delays.getOrDefault(phase, new Delays());
    }

    long doubled() {
        return doubled;
    }

    long damaged() {
        return damaged;
    }
}
