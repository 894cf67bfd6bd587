// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.ledger;

/**
 * What happened to a channel while nobody wrote it down: between the last writing of a process that
 * did not stop in order and the next start.
 *
 * @param fromMillis the last writing, since 1970; 0 if there was no ledger before
 * @param toMillis the start after it
 * @param accepted events that the channel accepted meanwhile; exact
 * @param left events that left it meanwhile; over a channel that forgets, those that were in it,
 *     delivered or lost
 * @param back events that had been delivered and came back, because their acknowledgement was not
 *     on the disk
 * @param isForgetful whether the channel forgot what it held
 * @param placed those of {@code accepted} that were delivered since, and stand in the row of their
 *     minute
 * @param returned those of {@code back} that were delivered again since
 * @param isSettled whether all that came before has left the channel: those of {@code accepted}
 *     that are not placed came and went within the gap
 */
public record Gap(
        long fromMillis,
        long toMillis,
        long accepted,
        long left,
        long back,
        boolean isForgetful,
        long placed,
        long returned,
        boolean isSettled) {

    /** Events of which the minute is not known: they may come, or came and went within the gap. */
    public long unplaced() {
        return accepted - placed;
    }

    /** What it adds to what is in the channel by the rows alone. */
    long balance() {
        return isSettled ? 0 : unplaced() - left + back - returned;
    }

    /** How many of so many events it can say where they come from. */
    long canPlace(long events) {
        return isSettled ? 0 : Math.min(events, unplaced());
    }

    long canReturn(long events) {
        return isSettled ? 0 : Math.min(events, back - returned);
    }

    Gap place(long events) {
        return with(placed + events, returned, isSettled);
    }

    Gap takeBack(long events) {
        return with(placed, returned + events, isSettled);
    }

    Gap settle() {
        return with(placed, returned, true);
    }

    /** Both as one, which began with this. */
    Gap join(Gap next) {
        return new Gap(
                fromMillis,
                next.toMillis,
                accepted + next.accepted,
                left + next.left,
                back + next.back,
                isForgetful || next.isForgetful,
                placed + next.placed,
                returned + next.returned,
                isSettled);
    }

    private Gap with(long nowPlaced, long nowReturned, boolean nowSettled) {
        return new Gap(
                fromMillis,
                toMillis,
                accepted,
                left,
                back,
                isForgetful,
                nowPlaced,
                nowReturned,
                nowSettled);
    }
}
