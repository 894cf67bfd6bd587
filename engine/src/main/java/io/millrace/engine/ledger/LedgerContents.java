// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.ledger;

import io.millrace.host.Disk;
import io.millrace.host.DiskFile;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * What a ledger's file says: the last state of each channel and row that was written whole.
 *
 * @param writtenMillis when the last part was written, since 1970; 0 if nothing was
 * @param accounts by channel
 * @param damage what could not be read, in words; empty if all could
 * @param wholeBytes how long the file is up to the end of its last whole part
 * @param isWhole whether nothing stands behind that
 */
public record LedgerContents(
        long writtenMillis,
        Map<String, ChannelAccount> accounts,
        List<String> damage,
        long wholeBytes,
        boolean isWhole) {
    static final String DIRECTORY = "ledger";
    static final String FILE = "ledger.txt";

    /**
     * What is written of one channel.
     *
     * @param rows by the time of acceptance, the oldest first
     * @param total what all rows said together when it was written; null if nothing says so
     */
    public record ChannelAccount(
            AccountHead head, List<Row> rows, @Nullable Row total, DelayHistogram delays) {}

    /** Whether there is a ledger in the state directory of an agent. */
    public static boolean isIn(Disk disk, Path stateDirectory) throws IOException {
        return disk.factsIfPresent(file(stateDirectory)).isPresent();
    }

    static Path file(Path stateDirectory) {
        return stateDirectory.resolve(DIRECTORY).resolve(FILE);
    }

    /**
     * Reads the ledger in the state directory of an agent, which may run. Without one it is empty.
     *
     * @throws NewerLedgerException if a later version wrote it
     */
    public static LedgerContents read(Disk disk, Path stateDirectory) throws IOException {
        Path path = file(stateDirectory);
        return parse(disk.factsIfPresent(path).isPresent() ? readAll(disk, path) : new byte[0]);
    }

    static byte[] readAll(Disk disk, Path path) throws IOException {
        try (DiskFile in = disk.open(path, Disk.Mode.READ)) {
            byte[] bytes = new byte[Math.toIntExact(in.size())];
            int at = 0;
            while (at < bytes.length) {
                int count = in.read(bytes, at, bytes.length - at, at);
                if (count < 0) {
                    throw new IOException(path + " became shorter while it was read");
                }
                at += count;
            }
            return bytes;
        }
    }

    static LedgerContents parse(byte[] bytes) throws NewerLedgerException {
        Parser parser = new Parser(bytes);
        parser.run();
        return parser.contents();
    }

    private static final class Parser {
        private final byte[] bytes;
        private final Map<String, AccountHead> heads = new TreeMap<>();
        private final Map<String, TreeMap<Long, Row>> rows = new TreeMap<>();
        private final Map<String, Row> totals = new TreeMap<>();
        private final Map<String, DelayHistogram> delays = new TreeMap<>();
        private final List<String> damage = new ArrayList<>();
        private long writtenMillis;

        /** Where the part that is read began; all before is whole or known as damaged. */
        private int partAt;

        private int damagedFrom = -1;
        private int wholeEnd;

        Parser(byte[] bytes) {
            this.bytes = bytes;
        }

        void run() throws NewerLedgerException {
            if (bytes.length == 0) {
                return;
            }
            int end = endOfLine(0);
            String first = end < 0 ? "" : line(0, end);
            if (first.startsWith("millrace-ledger ") && !first.equals(LedgerLines.FIRST_LINE)) {
                throw new NewerLedgerException(first);
            }
            int at = 0;
            if (first.equals(LedgerLines.FIRST_LINE)) {
                at = end + 1;
                wholeEnd = at;
            } else {
                damagedFrom = 0;
            }
            partAt = at;
            while (at < bytes.length) {
                end = endOfLine(at);
                if (end < 0) {
                    break;
                }
                if (bytes[at] == '=') {
                    part(at, line(at, end).split(" "));
                    partAt = end + 1;
                    if (damagedFrom < 0) {
                        wholeEnd = partAt;
                    }
                }
                at = end + 1;
            }
            // Behind the last whole part lies what a crash tore, or an agent is just writing.
        }

        /** Takes a part over if its end fits it. */
        private void part(int endAt, String[] end) {
            CRC32C crc = new CRC32C();
            crc.update(bytes, partAt, endAt - partAt + (end.length == 3 ? end[1].length() + 2 : 0));
            String sum = end.length == 3 ? "%08x".formatted(crc.getValue()) : "";
            if (sum.isEmpty() || !end[2].equals(sum) || !apply(endAt, end[1])) {
                if (damagedFrom < 0) {
                    damagedFrom = partAt;
                }
                return;
            }
            if (damagedFrom >= 0) {
                damage.add("bytes " + damagedFrom + " to " + partAt + " are damaged");
                damagedFrom = -1;
            }
        }

        private boolean apply(int endAt, String written) {
            try {
                int at = partAt;
                while (at < endAt) {
                    int end = endOfLine(at);
                    take(line(at, end).split(" "));
                    at = end + 1;
                }
                writtenMillis = Long.parseLong(written);
                return true;
            } catch (RuntimeException notOurs) {
                return false;
            }
        }

        private void take(String[] words) {
            switch (words[0]) {
                case LedgerLines.ROW -> {
                    Row row = LedgerLines.row(words);
                    rows.computeIfAbsent(LedgerLines.name(words[1]), n -> new TreeMap<>())
                            .put(row.startMillis(), row);
                }
                case LedgerLines.CHANNEL -> {
                    AccountHead head = LedgerLines.head(words);
                    heads.put(head.channel(), head);
                }
                case LedgerLines.TOTAL ->
                        totals.put(LedgerLines.name(words[1]), LedgerLines.row(words));
                case LedgerLines.DELAY ->
                        delays.put(LedgerLines.name(words[1]), LedgerLines.delays(words));
                default -> {
                    // Of a later version that this one can do without.
                }
            }
        }

        private int endOfLine(int from) {
            for (int i = from; i < bytes.length; i++) {
                if (bytes[i] == '\n') {
                    return i;
                }
            }
            return -1;
        }

        private String line(int from, int to) {
            return new String(bytes, from, to - from, StandardCharsets.UTF_8);
        }

        LedgerContents contents() {
            if (damagedFrom >= 0) {
                damage.add("bytes " + damagedFrom + " to the end are damaged");
            }
            Map<String, ChannelAccount> accounts = new TreeMap<>();
            heads.forEach((channel, head) ->
                    accounts.put(
                            channel,
                            new ChannelAccount(
                                    head,
                                    List.copyOf(
                                            rows.getOrDefault(channel, new TreeMap<>()).values()),
                                    totals.get(channel),
                                    delays.getOrDefault(channel, new DelayHistogram()))));
            return new LedgerContents(
                    writtenMillis, accounts, damage, wholeEnd, wholeEnd == bytes.length);
        }
    }
}
