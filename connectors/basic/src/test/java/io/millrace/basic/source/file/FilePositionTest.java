// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.file;

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
                    new FilePosition.Print(1024, 0x01020304, 256, 0xA0B0C0D0));

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

    @Test
    void isEncodedAsDescribed() {
        assertThat(HexFormat.of().formatHex(POSITION.encode())).isEqualTo(VERSION_1);
    }

    @Test
    void readsWhatVersionOneWrote() {
        assertThat(FilePosition.decode(HexFormat.of().parseHex(VERSION_1))).contains(POSITION);
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
        assertThat(FilePosition.decode(new FilePosition("i", 100, 3, 0, print).encode())).isEmpty();
        assertThat(FilePosition.decode(new FilePosition("i", -1, 3, 0, print).encode())).isEmpty();
    }
}
