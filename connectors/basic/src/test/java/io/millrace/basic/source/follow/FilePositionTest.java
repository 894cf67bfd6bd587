// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.follow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.HexFormat;

class FilePositionTest {
    private static final FilePosition POSITION =
            new FilePosition(
                    "(dev=fe01,ino=42)",
                    70_000,
                    350,
                    1_767_323_045_678L,
                    new FilePosition.Print(1024, 0x01020304, 256, 0xA0B0C0D0),
                    "/var/log/app.log");

    /** Saved positions outlive a version: these bytes must be read for ever. */
    private static final String VERSION_1 =
            "01"
                    + "0000000000011170"
                    + "000000000000015e"
                    + "0000019b7ca98f2e"
                    + "0400"
                    + "01020304"
                    + "0100"
                    + "a0b0c0d0"
                    + "11"
                    + "286465763d666530312c696e6f3d343229";

    /** The same, with the path. */
    private static final String VERSION_2 =
            "02" + VERSION_1.substring(2) + "0010" + "2f7661722f6c6f672f6170702e6c6f67";

    @Test
    void isEncodedAsDescribed() {
        assertThat(HexFormat.of().formatHex(POSITION.encode())).isEqualTo(VERSION_2);
        assertThat(FilePosition.decode(POSITION.encode())).contains(POSITION);
    }

    @Test
    void readsWhatVersionOneWroteWithoutAPath() {
        FilePosition old = FilePosition.decode(HexFormat.of().parseHex(VERSION_1)).orElseThrow();
        assertThat(old)
                .isEqualTo(
                        new FilePosition(
                                POSITION.identity(),
                                POSITION.offset(),
                                POSITION.nextOrdinal(),
                                POSITION.readMillis(),
                                POSITION.print(),
                                ""));
    }

    @Test
    void leavesOutANameThatIsTooLong() {
        FilePosition.Print print = new FilePosition.Print(0, 0, 0, 0);
        FilePosition position =
                new FilePosition("i".repeat(256), 0, 0, 0, print, "p".repeat(65_536));
        assertThat(FilePosition.decode(position.encode()))
                .contains(new FilePosition("", 0, 0, 0, print, ""));
    }

    @Test
    void refusesEveryPartOfAPositionAndMore() {
        byte[] bytes = POSITION.encode();
        for (int length = 0; length < bytes.length; length++) {
            assertThat(FilePosition.decode(Arrays.copyOf(bytes, length))).isEmpty();
        }
        assertThat(FilePosition.decode(Arrays.copyOf(bytes, bytes.length + 1))).isEmpty();
    }

    @Test
    void refusesImpossibleNumbers() {
        FilePosition.Print print = new FilePosition.Print(1024, 0, 256, 0);
        assertThat(FilePosition.decode(new FilePosition("i", 100, 3, 0, print, "").encode()))
                .isEmpty();
        assertThat(FilePosition.decode(new FilePosition("i", -1, 3, 0, print, "").encode()))
                .isEmpty();
    }
}
