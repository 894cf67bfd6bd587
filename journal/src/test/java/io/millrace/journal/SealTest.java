// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.frame.Batch;
import io.millrace.frame.BlockBuilder;
import io.millrace.frame.StreamPosition;
import io.millrace.host.Disk;
import io.millrace.host.real.RealHost;
import io.millrace.testkit.FaultDisk;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

import javax.crypto.spec.SecretKeySpec;

/** A journal that is encrypted: what is in its files, and which key reads them. */
class SealTest {
    private static final String SECRET = "secret-word";

    @TempDir Path directory;

    private OnDisk with(JournalKeys keys) {
        return with(directory, keys);
    }

    private static OnDisk with(Path in, JournalKeys keys) {
        return new OnDisk(
                JournalOptions.in("j", in)
                        .withSegmentBytes(JournalOptions.MIN_SEGMENT_BYTES)
                        .withKeys(keys));
    }

    private static List<Integer> range(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    private Map<String, String> contents() throws IOException {
        return contents(directory);
    }

    private static Map<String, String> contents(Path of) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (var files = Files.list(of)) {
            for (Path path : files.toList()) {
                contents.put(
                        path.getFileName().toString(),
                        new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1));
            }
        }
        return contents;
    }

    @Test
    void givesWhatItEncryptedAlsoAfterARestart() throws Exception {
        for (Compression way : Compression.values()) {
            Path in = directory.resolve(way.toString());
            OnDisk onDisk =
                    new OnDisk(
                            JournalOptions.in("j", in)
                                    .withSegmentBytes(64 << 10)
                                    .withReadAheadBytes(2000)
                                    .withCompression(way)
                                    .withKeys(TestKeys.of("k1", "k1")));
            try (Journal journal = onDisk.open()) {
                OnDisk.append(journal, 0, 2000);
                OnDisk.append(journal, 2000, 6000);
                OnDisk.deliver(journal, 10);
            }
            try (Journal journal = onDisk.open()) {
                OnDisk.append(journal, 6000, 6100);
                assertThat(OnDisk.takeAll(journal)).isEqualTo(range(10, 6100));
            }
            assertThat(onDisk.told).isEmpty();
        }
    }

    @Test
    void takesKeysOfEachLengthThatAesHas() throws Exception {
        for (int length : new int[] {16, 24, 32}) {
            OnDisk onDisk =
                    with(
                            directory.resolve("of-" + length),
                            JournalKeys.of("k", Map.of("k", TestKeys.key("k", length))));
            try (Journal journal = onDisk.open()) {
                OnDisk.append(journal, 0, 10);
            }
            try (Journal journal = onDisk.open()) {
                assertThat(OnDisk.takeAll(journal)).isEqualTo(range(0, 10));
            }
        }
        var eight = new SecretKeySpec(new byte[8], "AES");
        assertThatThrownBy(() -> JournalKeys.of("k", Map.of("k", eight)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("8 bytes");
    }

    private static Batch secrets(int number) {
        BlockBuilder builder = new BlockBuilder(64, 2);
        builder.append("event " + number).header("header-of-" + SECRET, SECRET);
        builder.append(SECRET + " " + number);
        byte[] position = ("position " + SECRET).getBytes(StandardCharsets.UTF_8);
        return Batch.of(
                builder.build(1, new StreamPosition("stream " + SECRET, 1, 2L * number, position)));
    }

    @Test
    void leavesNothingOfAnEventOrAStreamReadableInAnyFile() throws Exception {
        Map<String, String> plain;
        for (JournalKeys keys : List.of(JournalKeys.NONE, TestKeys.of("k1", "k1"))) {
            Path in = directory.resolve("encrypts-" + keys.encrypts());
            OnDisk onDisk = with(in, keys);
            for (int open = 0; open < 3; open++) {
                try (Journal journal = onDisk.open()) {
                    for (int number = 0; number < 100; number++) {
                        journal.append(secrets(100 * open + number)).await();
                    }
                    OnDisk.deliver(journal, 150);
                    try (var files = Files.list(in)) {
                        assertThat(files).hasSizeGreaterThan(3);
                    }
                }
            }
            plain = contents(in);
            assertThat(plain).containsKey(Checkpoint.FILE);
            String all = String.join("", plain.values());
            // The plain journal shows that this test looks for the right thing.
            assertThat(all.contains(SECRET)).isEqualTo(!keys.encrypts());
        }
    }

    @Test
    void readsOldSegmentsWithTheirKeyWhileItWritesWithAnother() throws Exception {
        try (Journal journal = with(TestKeys.of("k1", "k1")).open()) {
            OnDisk.append(journal, 0, 100);
        }
        try (Journal journal = with(TestKeys.of("k2", "k1", "k2")).open()) {
            OnDisk.append(journal, 100, 200);
        }
        try (Journal journal = with(TestKeys.of(null, "k1", "k2")).open()) {
            OnDisk.append(journal, 200, 300);
        }
        OnDisk last = with(TestKeys.of("k3", "k1", "k2", "k3"));
        try (Journal journal = last.open()) {
            OnDisk.append(journal, 300, 400);
            List<JournalView.SegmentFacts> segments =
                    JournalView.of(
                                    new RealHost().disk(),
                                    List.of(directory),
                                    TestKeys.of(null, "k1", "k2", "k3"))
                            .segments();
            assertThat(segments)
                    .extracting(JournalView.SegmentFacts::key)
                    .containsExactly("k1", "k2", "", "k3");
            assertThat(OnDisk.takeAll(journal)).isEqualTo(range(0, 400));
        }
        assertThat(last.told).isEmpty();
    }

    @Test
    void needsAKeyNoLongerThanSomethingIsEncryptedWithIt() throws Exception {
        try (Journal journal = with(TestKeys.of("k1", "k1")).open()) {
            OnDisk.append(journal, 0, 100);
        }
        try (Journal journal = with(TestKeys.of("k2", "k1", "k2")).open()) {
            OnDisk.append(journal, 100, 110);
            OnDisk.deliver(journal, 110);
        }
        // What was acknowledged last goes with the next sync of the writer.
        try (Journal journal = with(TestKeys.of("k2", "k1", "k2")).open()) {
            OnDisk.append(journal, 110, 120);
        }
        try (Journal journal = with(TestKeys.of("k2", "k2")).open()) {
            assertThat(OnDisk.takeAll(journal)).isEqualTo(range(110, 120));
        }
    }

    @Test
    void refusesAnotherKeyOfTheSameNameAndChangesNothing() throws Exception {
        try (Journal journal = with(TestKeys.of("k1", "k1")).open()) {
            OnDisk.append(journal, 0, 1000);
        }
        JournalKeys others = JournalKeys.of("k1", Map.of("k1", TestKeys.key("other", 16)));
        refuses(others, "another key of the name k1", false);
    }

    @Test
    void refusesToReadWithoutTheKeyAndChangesNothing() throws Exception {
        try (Journal journal = with(TestKeys.of("k1", "k1")).open()) {
            OnDisk.append(journal, 0, 1000);
        }
        refuses(JournalKeys.NONE, "key k1, which is not among the keys", true);
        refuses(TestKeys.of("k2", "k2"), "key k1, which is not among the keys", true);
    }

    private void refuses(JournalKeys keys, String message, boolean isMissing) throws IOException {
        // A file that was begun and one that is damaged are not put aside before, either.
        Files.write(directory.resolve(SegmentStore.name(99, SegmentStore.SEGMENT)), new byte[5000]);
        Files.write(directory.resolve(SegmentStore.name(0, SegmentStore.SEGMENT)), new byte[5000]);
        Map<String, String> before = contents();
        OnDisk onDisk = with(keys);
        UnusableKeyException refused =
                catchThrowableOfType(UnusableKeyException.class, onDisk::open);
        assertThat(refused).hasMessageContaining(message);
        assertThat(refused.name()).isEqualTo("k1");
        assertThat(refused.isMissing()).isEqualTo(isMissing);
        // Without the checkpoint it is a segment that says so.
        Path checkpoint = directory.resolve(Checkpoint.FILE);
        byte[] hint = Files.readAllBytes(checkpoint);
        Files.delete(checkpoint);
        assertThatThrownBy(onDisk::open).hasMessageContaining(message);
        Files.write(checkpoint, hint);
        assertThat(contents()).isEqualTo(before);
        assertThat(onDisk.told).isEmpty();
    }

    @Test
    void saysNothingOfAKeyButItsName() {
        byte[] bytes = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
        JournalKeys keys = JournalKeys.of("k1", Map.of("k1", new SecretKeySpec(bytes, "AES")));
        assertThat(keys).hasToString("keys [k1], for new segments k1");
        assertThat(JournalOptions.in("j", directory).withKeys(keys).toString())
                .contains("k1")
                .doesNotContain("0123")
                .doesNotContain(Arrays.toString(bytes));
    }

    @Test
    void removesSparesAndDeliveredSegmentsThatArePlainWhenItEncrypts() throws Exception {
        OnDisk plain = with(JournalKeys.NONE);
        try (Journal journal = plain.open()) {
            for (int batch = 0; batch < 20; batch++) {
                OnDisk.append(journal, 1000 * batch, 1000 * (batch + 1));
            }
            OnDisk.deliver(journal, 15_000);
            OnDisk.append(journal, 20_000, 20_001);
        }
        assertThat(contents().keySet()).anyMatch(name -> name.endsWith(SegmentStore.SPARE));
        assertThat(String.join("", contents().values())).contains("event ");
        OnDisk encrypted = with(TestKeys.of("k1", "k1"));
        try (Journal journal = encrypted.open()) {
            assertThat(contents().keySet()).noneMatch(name -> name.endsWith(SegmentStore.SPARE));
            OnDisk.append(journal, 20_001, 25_000);
            OnDisk.deliver(journal, 10_000);
        }
        try (Journal journal = encrypted.open()) {
            OnDisk.append(journal, 25_000, 25_001);
        }
        assertThat(String.join("", contents().values())).doesNotContain("event ");
    }

    /** With the name of the segment's key, so that only the place and the bytes are wrong. */
    @Test
    void countsARecordFromAnotherPlaceOrAPlainOneAsDamage() throws Exception {
        JournalKeys keys = TestKeys.of("k1", "k1");
        PayloadCodec codec = new PayloadCodec(keys);
        SegmentHeader header = new SegmentHeader(7, 7, 0, 0, -1, 0, 1, keys.begin());
        Sealer sealer = new Sealer(header, keys);
        Payload payload = Payload.of("payload".getBytes(StandardCharsets.UTF_8));
        RecordHeader record = record(header, 4096, true, 100, 23);
        RecordHeader sealed = sealer.seal(record, payload);
        byte[] bytes = Arrays.copyOf(sealer.sealed(), sealed.storedLength());
        assertThat(codec.open(header, new SegmentScan.Found(sealed, bytes)))
                .isEqualTo("payload".getBytes(StandardCharsets.UTF_8));
        for (RecordHeader moved :
                List.of(
                        record(header, 4104, true, 100, 23),
                        record(header, 4096, true, 101, 23),
                        record(header, 4096, false, 100, 23))) {
            assertThatThrownBy(() -> codec.open(header, new SegmentScan.Found(moved, bytes)))
                    .isInstanceOf(DamagedException.class);
        }
        SegmentHeader other = new SegmentHeader(8, 7, 0, 0, -1, 0, 1, header.key());
        assertThatThrownBy(() -> codec.open(other, new SegmentScan.Found(sealed, bytes)))
                .isInstanceOf(DamagedException.class);
    }

    private static RecordHeader record(
            SegmentHeader header, long offset, boolean encrypted, long sequence, int length) {
        return new RecordHeader(
                RecordHeader.FRAME,
                0,
                encrypted,
                header.epoch(),
                offset,
                sequence,
                1,
                7,
                0,
                length,
                7,
                0);
    }

    /**
     * Copies of a journal that is written go on, as after a crash, a restored backup or a cloned
     * machine, while the first one goes on too; syncs fail in between.
     */
    @Test
    void neverUsesANonceTwiceWithOneKeyWhateverIsRestored() throws Exception {
        JournalKeys keys = TestKeys.of("k1", "k1");
        KeyStreams streams = new KeyStreams(keys);
        SplittableRandom random = new SplittableRandom(5);
        Path from = directory.resolve("0");
        int event = 0;
        for (int life = 0; life < 40; life++) {
            Path copy = directory.resolve(String.valueOf(life + 1));
            OnDisk onDisk = with(from, keys);
            try (Journal journal = onDisk.open()) {
                for (int batch = 0; batch < 6; batch++) {
                    if (random.nextInt(5) == 0) {
                        onDisk.disk.failNext(
                                FaultDisk.Operation.SYNC, new IOException("Input/output error"));
                    }
                    int events = 1 + random.nextInt(60);
                    OnDisk.append(journal, event, event + events);
                    event += events;
                    OnDisk.deliver(journal, events);
                }
                copy(from, copy);
                OnDisk.append(journal, event, event + 50);
                streams.look(from);
            }
            streams.look(from);
            from = copy;
        }
        assertThat(streams.count()).isGreaterThan(400);
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (var files = Files.list(from)) {
            for (Path path : files.toList()) {
                try {
                    Files.copy(path, to.resolve(path.getFileName()));
                } catch (NoSuchFileException delivered) {
                    // It became a spare meanwhile.
                }
            }
        }
    }

    /** A test that cannot see the fault would be of no use. */
    @Test
    void seesANonceThatIsUsedTwice() throws Exception {
        JournalKeys keys = TestKeys.of("k1", "k1");
        KeyStreams streams = new KeyStreams(keys);
        Path same = directory.resolve("same");
        Path other = directory.resolve("other");
        try (Journal journal = with(same, keys).open()) {
            OnDisk.append(journal, 0, 10);
        }
        streams.look(same);
        // The same segment, written once more with something else.
        Path segment = OnDisk.segments(same).getFirst();
        SegmentHeader header = SegmentHeader.get(Arrays.copyOf(Files.readAllBytes(segment), 4096));
        assertThat(header).isNotNull();
        Files.createDirectories(other);
        Path target = other.resolve(segment.getFileName());
        try (var file = new RealHost().disk().open(target, Disk.Mode.UPDATE)) {
            var staging = ByteBuffer.allocateDirect(64 << 10).order(ByteOrder.LITTLE_ENDIAN);
            OpenSegment open = new OpenSegment(header, file, staging, keys);
            open.put(Entry.Plain.of(RecordHeader.SNAPSHOT, new byte[100]), 0, 0);
            open.flush();
        }
        assertThatThrownBy(() -> streams.look(other)).hasMessageContaining("like another record");
    }
}
