// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.ledger;

/**
 * What a row of the ledger counts. The order is that of the file: new columns come at the end.
 *
 * <p>Two equations hold in each row: {@code taken + placed = filtered + unrouted + elsewhere +
 * dropped + repeated + accepted}, and {@code accepted = delivered + dead-lettered + lost + unknown
 * + in channel}.
 */
public enum Column {
    /** Events that the sources of the channel took in. */
    TAKEN("taken"),
    /** Events that interceptors dropped. */
    FILTERED("filtered"),
    /** Events that the selector sent to no channel. */
    UNROUTED("unrouted"),
    /** Events that the selector sent to other channels only. */
    ELSEWHERE("elsewhere"),
    /** Events that the channel, being optional, did not take. */
    DROPPED("dropped"),
    /** Events that came again and that the channel had already. */
    REPEATED("repeated"),
    /** Events of the channel; those on their way into it included. */
    ACCEPTED("accepted"),
    /** Those of {@link #ACCEPTED} that the channel has not yet said that it holds. */
    PENDING("pending"),
    /** Events that are durable at the destination, as far as it can say. */
    DELIVERED("delivered"),
    /** Events that the destination refused for good, and that are kept apart. */
    DEAD_LETTERED("deadLettered"),
    /** Events that expired, were given up, or were in memory at a stop. */
    LOST("lost"),
    /** Events whose end was not written down before a crash. */
    UNKNOWN("unknown"),
    /** Events of which a channel that failed did not say whether it has them. */
    IN_DOUBT("inDoubt"),
    /** Those of {@link #ACCEPTED} whose acceptance was not written down, seen at their delivery. */
    PLACED("placed"),
    /** Deliveries of events that were delivered before. */
    DOUBLED("doubled"),
    /** Milliseconds from acceptance to delivery, summed over the events delivered. */
    DELAY_MILLIS("delayMillis"),
    /** The longest of them. */
    LONGEST_DELAY_MILLIS("longestDelayMillis", Merge.LARGEST),
    /** When the first event was accepted, since 1970. */
    FIRST_ACCEPTED("firstAcceptedMillis", Merge.LEAST),
    /** When the last event left the channel, since 1970. */
    LAST_GONE("lastGoneMillis", Merge.LARGEST),
    /** 1 if the digests say nothing, because the row was open at a crash. */
    UNPROVEN("unproven", Merge.LARGEST),
    /** Sum of the identities of the events accepted, modulo 2^64. */
    ACCEPTED_SUM("acceptedSum"),
    /** Sum of their squares. */
    ACCEPTED_SQUARES("acceptedSquares"),
    /** Sum of the identities of the events that left, modulo 2^64. */
    GONE_SUM("goneSum"),
    /** Sum of their squares. */
    GONE_SQUARES("goneSquares"),
    /** Those of {@link #ACCEPTED} that were dead letters of the channel before. */
    REPLAYED("replayed");

    /** How two rows become one. */
    enum Merge {
        SUM,
        LARGEST,
        /** Of those that are not zero. */
        LEAST
    }

    private final String word;
    private final Merge merge;

    Column(String word) {
        this(word, Merge.SUM);
    }

    Column(String word, Merge merge) {
        this.word = word;
        this.merge = merge;
    }

    /** Its name for programs. */
    public String word() {
        return word;
    }

    /** Its place in a row. */
    @SuppressWarnings("EnumOrdinal") // The order is that of the file, and says so.
    int place() {
        return ordinal();
    }

    /** Whether a total can be kept of it. */
    boolean isSum() {
        return merge == Merge.SUM;
    }

    long merged(long one, long other) {
        return switch (merge) {
            case SUM -> one + other;
            case LARGEST -> Math.max(one, other);
            case LEAST -> one == 0 || other == 0 ? one + other : Math.min(one, other);
        };
    }
}
