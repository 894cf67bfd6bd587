// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.frame.Batch;
import io.millrace.frame.Block;
import io.millrace.frame.BlockBuilder;
import io.millrace.frame.Event;
import io.millrace.frame.Run;
import io.millrace.host.Disk;
import io.millrace.host.DiskFile;
import io.millrace.host.real.RealHost;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What is left of a journal after bytes of its files changed, got lost, or were never written. All
 * without the directory's threads: recovery and reading alone, so that thousands of cases are
 * quick.
 */
@ParameterizedClass
@EnumSource
class DamageTest {
    private static final int EVENTS = 40;

    /** How payloads are stored. */
    enum Way {
        PLAIN(Compression.NONE, JournalKeys.NONE),
        LZ4(Compression.LZ4, JournalKeys.NONE),
        ZSTD(Compression.ZSTD, JournalKeys.NONE),
        ENCRYPTED(Compression.NONE, TestKeys.of("k1", "k1")),
        BOTH(Compression.LZ4, TestKeys.of("k1", "k1"));

        final Compression compression;
        final JournalKeys keys;

        Way(Compression compression, JournalKeys keys) {
            this.compression = compression;
            this.keys = keys;
        }
    }

    @Parameter Way way;

    @TempDir Path directory;

    private final Disk disk = withoutSync(Disk.class, new RealHost().disk());
    private PayloadCodec codec = new PayloadCodec(JournalKeys.NONE);
    private byte[] segment = {};
    private byte[] later = {};
    private byte[] checkpoint = {};

    /** Nothing here is about power cuts, and tens of thousands of syncs take minutes. */
    private static <T> T withoutSync(Class<T> type, T real) {
        InvocationHandler calls =
                (proxy, method, arguments) -> {
                    if (method.getName().startsWith("sync")) {
                        return null;
                    }
                    try {
                        Object result = method.invoke(real, arguments);
                        return result instanceof DiskFile file
                                ? withoutSync(DiskFile.class, file)
                                : result;
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                };
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, calls));
    }

    /** Two small segments: the first full, the second with an end, and a checkpoint from before. */
    @BeforeEach
    void writeSegments() throws Exception {
        codec = new PayloadCodec(way.keys);
        var made = directory.resolve("made");
        var onDisk =
                new OnDisk(
                        JournalOptions.in("j", made)
                                .withSegmentBytes(JournalOptions.MIN_SEGMENT_BYTES)
                                .withCompression(way.compression)
                                .withKeys(way.keys));
        try (Journal journal = onDisk.open()) {
            for (int number = 0; number < EVENTS; number += 2) {
                journal.append(padded(number)).await();
            }
        }
        List<Path> segments = OnDisk.segments(made);
        assertThat(segments).hasSize(2);
        segment = withoutRoom(segments.get(0));
        later = withoutRoom(segments.get(1));
        checkpoint = Files.readAllBytes(made.resolve(Checkpoint.FILE));
    }

    private static Batch padded(int number) {
        var builder = new BlockBuilder(1024, 2);
        builder.append("event " + number).append("event " + (number + 1));
        builder.header("padding", padding(number));
        return Batch.of(builder.build(1));
    }

    /** A part of it gets smaller, and the rest does not. */
    private static String padding(int number) {
        return new SplittableRandom(number)
                .ints(600, ' ', '~')
                .collect(
                        () -> new StringBuilder("x".repeat(150)),
                        StringBuilder::appendCodePoint,
                        StringBuilder::append)
                .toString();
    }

    private static byte[] withoutRoom(Path path) throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        int end = bytes.length;
        while (bytes[end - 1] == 0) {
            end--;
        }
        // The last record says that nothing was acknowledged, in zeros.
        return Arrays.copyOf(bytes, end + 16);
    }

    /** What recovery finds, and a reader behind it. */
    private static final class Seen implements JournalListener {
        final TreeMap<Long, Long> lost = new TreeMap<>();
        final List<Long> read = new ArrayList<>();
        long next;

        @Override
        public void damaged(Path file, long from, long to, long firstEvent, long endEvent) {
            lost.merge(firstEvent, endEvent, Math::max);
        }

        Set<Long> lostEvents() {
            Set<Long> events = new HashSet<>();
            lost.forEach((from, to) -> {
                for (long event = from; event < to; event++) {
                    events.add(event);
                }
            });
            return events;
        }
    }

    private Seen look(byte[] first, byte[] second, byte[] hint) throws Exception {
        Path files = directory.resolve("looked");
        Files.createDirectories(files);
        try (var old = Files.list(files)) {
            for (Path path : old.toList()) {
                Files.delete(path);
            }
        }
        write(files.resolve(SegmentStore.name(1, SegmentStore.SEGMENT)), first);
        write(files.resolve(SegmentStore.name(2, SegmentStore.SEGMENT)), second);
        write(files.resolve(Checkpoint.FILE), hint);
        Seen seen = new Seen();
        JournalOptions options = JournalOptions.in("j", files).withKeys(way.keys);
        Recovery.Recovered found = Recovery.run(disk, options, codec, seen);
        seen.next = found.nextSequence();
        for (Segment one : found.segments()) {
            read(one, found.known().acknowledged(), seen);
        }
        return seen;
    }

    private static void write(Path path, byte[] bytes) throws IOException {
        if (bytes.length > 0) {
            Files.write(path, bytes);
        }
    }

    private void read(Segment one, SequenceRanges gone, Seen seen) throws Exception {
        var scan = new SegmentScan(disk.open(one.path(), Disk.Mode.READ), one.header().epoch());
        try (var walk =
                new SegmentWalk(
                        scan,
                        SegmentHeader.BYTES,
                        one.header().firstSequence(),
                        (from, to, first, end) -> seen.damaged(one.path(), from, to, first, end))) {
            var found = walk.next(one.end(), one.endSequence());
            while (found != null) {
                if (found.header().type() == RecordHeader.FRAME) {
                    checkBodies(codec.block(one.header(), found), found.header().sequence());
                    for (long event = found.header().sequence();
                            event < found.header().end();
                            event++) {
                        if (!gone.missing(event, event + 1).isEmpty()) {
                            seen.read.add(event);
                        }
                    }
                }
                found = walk.next(one.end(), one.endSequence());
            }
        }
    }

    private static void checkBodies(Block block, long sequence) {
        long number = sequence;
        for (Event event : Batch.of(List.of(Run.of(block)))) {
            assertThat(event.text()).isEqualTo("event " + number);
            number++;
        }
    }

    private static List<Long> events(long from, long to) {
        return IntStream.range((int) from, (int) to).mapToObj(Long::valueOf).toList();
    }

    @Test
    void findsAllInWholeSegments() throws Exception {
        Seen seen = look(segment, later, new byte[0]);
        assertThat(seen.read).isEqualTo(events(0, EVENTS));
        assertThat(seen.lost).isEmpty();
        assertThat(seen.next).isEqualTo(EVENTS);
    }

    @Test
    void losesTheEventsOfOneRecordAtMostToAFlippedBitAndSaysWhich() throws Exception {
        for (int at = 0; at < segment.length; at += strideAt(at)) {
            checkFlip(at, look(flipped(segment, at), later, checkpoint));
        }
        for (int at = 0; at < later.length; at += strideAt(at)) {
            checkFlip(at, look(segment, flipped(later, at), checkpoint));
        }
    }

    /**
     * Every byte of records that are not compressed; what payloads are made of makes no difference
     * to the checks.
     */
    private int stride() {
        return way.compression == Compression.NONE ? 1 : 13;
    }

    /** Between the copies of the header there is nothing. */
    private int strideAt(int at) {
        return at < SegmentHeader.BYTES && at % 2048 >= 512 ? 64 : stride();
    }

    private static byte[] flipped(byte[] bytes, int at) {
        byte[] flipped = bytes.clone();
        flipped[at] ^= (byte) (1 << (at & 7));
        return flipped;
    }

    private static void checkFlip(int at, Seen seen) {
        List<Long> expected = new ArrayList<>(events(0, EVENTS));
        expected.removeAll(seen.lostEvents());
        assertThat(seen.read).as("byte %s", at).isEqualTo(expected);
        assertThat(seen.lostEvents()).as("byte %s", at).hasSizeLessThanOrEqualTo(2);
        assertThat(seen.next).isEqualTo(EVENTS);
    }

    @Test
    void losesNothingToAFlippedBitInTheCheckpoint() throws Exception {
        for (int at = 0; at < checkpoint.length; at++) {
            Seen seen = look(segment, later, flipped(checkpoint, at));
            assertThat(seen.read).as("byte %s", at).isEqualTo(events(0, EVENTS));
            assertThat(seen.lost).isEmpty();
        }
    }

    @Test
    void cutsATornEndAtEveryLength() throws Exception {
        long before = EVENTS;
        for (int length = later.length; length >= SegmentHeader.BYTES; length -= stride()) {
            Seen seen = look(segment, Arrays.copyOf(later, length), new byte[0]);
            assertThat(seen.lost).as("length %s", length).isEmpty();
            assertThat(seen.read).as("length %s", length).isEqualTo(events(0, seen.next));
            if (length == later.length) {
                assertThat(seen.next).isEqualTo(EVENTS);
            }
            assertThat(seen.next).isLessThanOrEqualTo(before);
            before = seen.next;
        }
    }

    @Test
    void reportsWhatIsMissingOfASegmentThatWasDurableAtEveryLength() throws Exception {
        for (int length = 0; length < segment.length; length += 7 * stride()) {
            Seen seen = look(Arrays.copyOf(segment, length), later, checkpoint);
            List<Long> expected = new ArrayList<>(events(0, EVENTS));
            expected.removeAll(seen.lostEvents());
            assertThat(seen.read).as("length %s", length).isEqualTo(expected);
            assertThat(seen.next).isEqualTo(EVENTS);
        }
    }

    @Test
    void reportsWhatTheCheckpointKnowsOfASegmentThatIsGone() throws Exception {
        Seen seen = look(segment, new byte[0], checkpoint);
        long left = seen.read.getLast() + 1;
        assertThat(seen.read).isEqualTo(events(0, left));
        assertThat(seen.lostEvents()).containsExactlyInAnyOrderElementsOf(events(left, EVENTS));
        assertThat(seen.next).isEqualTo(EVENTS);
    }

    @Test
    void endsWhereTheNewestSegmentIsCutBeforeTheCheckpoint() throws Exception {
        for (int length = SegmentHeader.BYTES; length < later.length; length += 97) {
            Seen seen = look(segment, Arrays.copyOf(later, length), checkpoint);
            List<Long> expected = new ArrayList<>(events(0, EVENTS));
            expected.removeAll(seen.lostEvents());
            assertThat(seen.read).as("length %s", length).isEqualTo(expected);
            assertThat(seen.next).isEqualTo(EVENTS);
        }
    }

    @Test
    void goesOnBehindTheNumbersOfAJournalWhoseSegmentsAreAllGone() throws Exception {
        Seen seen = look(new byte[0], new byte[0], checkpoint);
        assertThat(seen.lostEvents()).containsExactlyInAnyOrderElementsOf(events(0, EVENTS));
        assertThat(seen.next).isEqualTo(EVENTS);
    }

    @Test
    void findsTheHeaderByTheRecordsWhenItsSectorIsLost() throws Exception {
        byte[] zeroed = segment.clone();
        Arrays.fill(zeroed, 0, SegmentHeader.BYTES, (byte) 0);
        Seen seen = look(zeroed, later, checkpoint);
        assertThat(seen.read).isEqualTo(events(0, EVENTS));
        assertThat(seen.lost).isEmpty();
    }

    @Test
    void refusesASegmentOfALaterVersion() {
        byte[] newer = segment.clone();
        newer[4] = 9;
        newer[2048 + 4] = 9;
        var bytes = ByteBuffer.wrap(newer).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(508, RecordHeader.crc(bytes, 0, 508));
        assertThatThrownBy(() -> look(newer, later, checkpoint))
                .isInstanceOf(NewerFormatException.class)
                .hasMessageContaining("version 9");
    }
}
