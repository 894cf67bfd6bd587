// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import io.millrace.host.Disk;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads every byte of a journal that counts, and changes nothing. Also while somebody has the
 * journal open: what is appended meanwhile is not looked at.
 */
public final class JournalCheck {
    private final Disk disk;
    private final PayloadCodec codec;
    private final List<Damage> damages = new ArrayList<>();
    private long records;
    private long events;
    private long bytes;

    /**
     * Bytes that are not what was written.
     *
     * @param path of the segment
     * @param from offset
     * @param to offset of the next good record, or of the end
     * @param firstEvent number of the first event in it
     * @param endEvent the one behind the last; equal to the first if no event is hit
     */
    public record Damage(Path path, long from, long to, long firstEvent, long endEvent) {}

    /**
     * What was found.
     *
     * @param records that passed all checks
     * @param events in them
     * @param bytes of them
     * @param damages what did not pass
     */
    public record Report(long records, long events, long bytes, List<Damage> damages) {}

    private JournalCheck(Disk disk, JournalKeys keys) {
        this.disk = disk;
        this.codec = new PayloadCodec(keys);
    }

    /**
     * Checks the journal in these directories.
     *
     * @param keys of what is there
     * @throws NewerFormatException if a later version wrote there
     * @throws UnusableKeyException if a key of what is there is missing, or another one
     */
    public static Report run(Disk disk, List<Path> directories, JournalKeys keys)
            throws IOException {
        JournalCheck check = new JournalCheck(disk, keys);
        List<JournalView.Part> parts = JournalView.of(disk, directories, keys).parts();
        for (int i = 0; i < parts.size(); i++) {
            check.read(parts.get(i), i + 1 < parts.size() ? parts.get(i + 1) : null);
        }
        return new Report(check.records, check.events, check.bytes, List.copyOf(check.damages));
    }

    private void read(JournalView.Part part, JournalView.@Nullable Part after) throws IOException {
        SegmentHeader header = part.header();
        try (SegmentWalk walk =
                new SegmentWalk(
                        new SegmentScan(disk.open(part.path(), Disk.Mode.READ), header.epoch()),
                        SegmentHeader.BYTES,
                        header.firstSequence(),
                        (from, to, first, end) ->
                                damages.add(new Damage(part.path(), from, to, first, end)))) {
            SegmentScan.@Nullable Found found = next(walk, part, after);
            while (found != null) {
                count(part, found);
                found = next(walk, part, after);
            }
        } catch (NoSuchFileException delivered) {
            // It was used again meanwhile: all that was in it is acknowledged.
        }
    }

    private static SegmentScan.@Nullable Found next(
            SegmentWalk walk, JournalView.Part part, JournalView.@Nullable Part after)
            throws IOException {
        if (after != null) {
            return walk.next(part.end(), after.header().firstSequence());
        }
        SegmentScan.@Nullable Found found = walk.nextGood(part.end());
        return found == null && walk.isDurableBehind(part.end())
                ? walk.next(part.end(), walk.sequence())
                : found;
    }

    private void count(JournalView.Part part, SegmentScan.Found found) throws IOException {
        RecordHeader header = found.header();
        records++;
        bytes += header.nextOffset() - header.offset();
        events += header.events();
        try {
            if (isSound(part, found)) {
                return;
            }
        } catch (DamagedException spoiltInMemory) {
            // Told below.
        }
        damages.add(
                new Damage(
                        part.path(),
                        header.offset(),
                        header.nextOffset(),
                        header.sequence(),
                        header.end()));
    }

    private boolean isSound(JournalView.Part part, SegmentScan.Found found) throws IOException {
        return switch (found.header().type()) {
            case RecordHeader.FRAME -> codec.block(part.header(), found).verifyBodies();
            case RecordHeader.SNAPSHOT -> codec.open(part.header(), found).length > 0;
            default -> true;
        };
    }
}
