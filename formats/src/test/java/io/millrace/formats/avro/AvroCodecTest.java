// SPDX-License-Identifier: Apache-2.0
package io.millrace.formats.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

class AvroCodecTest {
    private static final byte[] CONTENT =
            "lines of a log ".repeat(1000).getBytes(StandardCharsets.US_ASCII);

    /** With a byte before it and one behind it. */
    private static byte[] pressed(AvroCodec codec) throws Exception {
        try (AvroCodec.Press press = codec.press()) {
            AvroCodec.Pressed block = press.press(CONTENT, CONTENT.length);
            byte[] bytes = new byte[block.length() + 2];
            System.arraycopy(block.bytes(), 0, bytes, 1, block.length());
            return bytes;
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "NULL")
    void readsWhatItWrote(AvroCodec codec) throws Exception {
        byte[] bytes = pressed(codec);
        assertThat(bytes.length).isLessThan(CONTENT.length / 4);
        assertThat(AvroCodec.inFile(codec.inFile()).decompress(bytes, 1, bytes.length - 2, 15_000))
                .isEqualTo(CONTENT);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "NULL")
    void refusesMoreThanIsWanted(AvroCodec codec) throws Exception {
        byte[] bytes = pressed(codec);
        assertThatThrownBy(() -> codec.decompress(bytes, 1, bytes.length - 2, 14_999))
                .isInstanceOf(AvroFormatException.class)
                .hasMessageContaining("more than 14999 bytes");
    }

    @ParameterizedTest
    @EnumSource(names = "SNAPPY")
    void comparesTheChecksum(AvroCodec codec) throws Exception {
        byte[] bytes = pressed(codec);
        bytes[bytes.length - 2]++;
        assertThatThrownBy(() -> codec.decompress(bytes, 1, bytes.length - 2, 15_000))
                .isInstanceOf(AvroFormatException.class)
                .hasMessageContaining("checksum");
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "NULL")
    void refusesWhatIsNotCompressed(AvroCodec codec) {
        byte[] bytes = new byte[100];
        Arrays.fill(bytes, (byte) 0xFE);
        assertThatThrownBy(() -> codec.decompress(bytes, 0, bytes.length, 15_000))
                .isInstanceOf(AvroFormatException.class);
    }
}
