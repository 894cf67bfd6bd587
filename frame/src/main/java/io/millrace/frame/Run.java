// SPDX-License-Identifier: Apache-2.0
package io.millrace.frame;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;

/**
 * A slice of one block: its events from {@code from} to {@code to}, or a selection of them, under
 * headers of its own. Immutable; making one copies no body.
 *
 * <p>Methods take the index of an event in the run, from 0 to {@code size() - 1}, but where they
 * say block index.
 */
public final class Run {
    private final Block block;
    private final int from;
    private final int to;
    private final int @Nullable [] selection;
    private final Headers headers;
    private final boolean endsBlock;

    /**
     * Asked for at several places on the way of a batch; computed once, unless it does not fit. The
     * race is harmless.
     */
    private int bodyBytes = -1;

    Run(
            Block block,
            int from,
            int to,
            int @Nullable [] selection,
            Headers headers,
            boolean endsBlock) {
        this.block = block;
        this.from = from;
        this.to = to;
        this.selection = selection;
        this.headers = headers;
        this.endsBlock = endsBlock;
    }

    /** All events of a block. */
    public static Run of(Block block) {
        return new Run(block, 0, block.events(), null, block.headers(), true);
    }

    public Block block() {
        return block;
    }

    /** How many events. */
    public int size() {
        return to - from;
    }

    /** The block index of an event. */
    public int blockIndex(int event) {
        int[] selected = selection;
        return selected == null ? from + event : selected[from + event];
    }

    /** Whether the events are neighbours in the block, none between them left out. */
    public boolean isContiguous() {
        return selection == null;
    }

    /**
     * Whether no slice cut off the end of the block. Only then is the block's position the place
     * behind these events; events left out by a filter or a selector are not missing in this sense.
     */
    public boolean endsBlock() {
        return endsBlock;
    }

    /** The array that holds the bodies; for reading only. */
    public byte[] array() {
        return block.array();
    }

    /** Where the body of an event begins in {@link #array}. */
    public int bodyStart(int event) {
        return block.bodyStart(blockIndex(event));
    }

    /** The length in bytes of the body of an event. */
    public int bodyLength(int event) {
        return block.bodyLength(blockIndex(event));
    }

    /** The sum of the lengths of the bodies. */
    public long bodyBytes() {
        int known = bodyBytes;
        if (known >= 0) {
            return known;
        }
        long bytes = 0;
        for (int event = 0, size = size(); event < size; event++) {
            bytes += bodyLength(event);
        }
        if (bytes <= Integer.MAX_VALUE) {
            bodyBytes = (int) bytes;
        }
        return bytes;
    }

    /** The headers, to be asked by block index. */
    public Headers headers() {
        return headers;
    }

    /** The value of a header of an event, or null. */
    public @Nullable String header(int event, String name) {
        return headers.get(blockIndex(event), name);
    }

    /** The events from {@code first} to before {@code end}. */
    public Run slice(int first, int end) {
        if (first < 0 || end < first || end > size()) {
            throw new IndexOutOfBoundsException(first + " to " + end + " of " + size());
        }
        return first == 0 && end == size()
                ? this
                : new Run(
                        block,
                        from + first,
                        from + end,
                        selection,
                        headers,
                        endsBlock && end == size());
    }

    /** The events for which the test holds; this run itself if it holds for all. */
    public Run select(IntPredicate test) {
        int[] kept = new int[size()];
        int count = 0;
        for (int event = 0; event < kept.length; event++) {
            if (test.test(event)) {
                kept[count++] = blockIndex(event);
            }
        }
        return count == kept.length ? this : new Run(block, 0, count, kept, headers, endsBlock);
    }

    /**
     * The events at some indexes, in the order of the indexes.
     *
     * @param events indexes in this run; copied
     * @param count how many of the array count
     */
    public Run pick(int[] events, int count) {
        int[] picked = new int[count];
        for (int i = 0; i < count; i++) {
            Objects.checkIndex(events[i], size());
            picked[i] = blockIndex(events[i]);
        }
        return new Run(block, 0, count, picked, headers, endsBlock);
    }

    /**
     * The same events, under the same headers, with other bodies.
     *
     * @param rewritten made by {@link BlockBuilder#buildFor} for this run's block
     */
    public Run on(Block rewritten) {
        if (rewritten.events() != block.events()) {
            throw new IllegalArgumentException(
                    rewritten.events() + " bodies for " + block.events() + " events");
        }
        return new Run(rewritten, from, to, selection, headers, endsBlock);
    }

    /**
     * The same events as those of a stream of another name; this run itself if they are of none.
     * Runs of one block are runs of one block afterwards, too.
     */
    public Run inStream(UnaryOperator<String> renamed) {
        StreamPosition position = block.position();
        if (position == null) {
            return this;
        }
        Block other = block.inStream(renamed.apply(position.stream()));
        return new Run(other, from, to, selection, headers, endsBlock);
    }

    /** The same events as those of no stream, so that they are never taken for ones that came. */
    public Run outOfStream() {
        return block.position() == null
                ? this
                : new Run(block.with(null), from, to, selection, headers, endsBlock);
    }

    /** The same events under other headers. */
    public Run with(Headers changed) {
        Run run = new Run(block, from, to, selection, changed, endsBlock);
        run.bodyBytes = bodyBytes;
        return run;
    }
}
