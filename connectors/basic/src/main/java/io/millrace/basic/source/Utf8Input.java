// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Bytes that arrive, as UTF-8. For one thread. */
public interface Utf8Input {

    /**
     * Reads at least one byte.
     *
     * @param length at least 4, so that one character always fits
     * @return how many bytes, or -1 at the end
     */
    int read(byte[] target, int offset, int length) throws IOException;

    /**
     * UTF-8 passes as it is, unchecked; other encodings are decoded, bad input becomes U+FFFD.
     *
     * @param raw the bytes in their own encoding
     */
    static Utf8Input of(Utf8Input raw, Charset encoding) {
        return encoding.equals(StandardCharsets.UTF_8) ? raw : new Transcoder(raw, encoding);
    }

    /** Decodes one encoding and encodes UTF-8. */
    final class Transcoder implements Utf8Input {
        private static final int BYTES = 4 * 1024;

        private final Utf8Input raw;
        private final CharsetDecoder decoder;
        private final CharsetEncoder encoder;
        private final ByteBuffer bytes = ByteBuffer.allocate(BYTES).flip();
        private final CharBuffer characters = CharBuffer.allocate(BYTES).flip();

        Transcoder(Utf8Input raw, Charset encoding) {
            this.raw = raw;
            this.decoder = replacing(encoding.newDecoder());
            this.encoder =
                    StandardCharsets.UTF_8
                            .newEncoder()
                            .onMalformedInput(CodingErrorAction.REPLACE)
                            .onUnmappableCharacter(CodingErrorAction.REPLACE);
        }

        private static CharsetDecoder replacing(CharsetDecoder decoder) {
            return decoder.onMalformedInput(CodingErrorAction.REPLACE)
                    .onUnmappableCharacter(CodingErrorAction.REPLACE);
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            ByteBuffer encoded = ByteBuffer.wrap(target, offset, length);
            while (true) {
                encoder.encode(characters, encoded, false);
                if (encoded.position() > offset) {
                    return encoded.position() - offset;
                }
                bytes.compact();
                int read = raw.read(bytes.array(), bytes.position(), bytes.remaining());
                if (read < 0) {
                    return -1;
                }
                bytes.position(bytes.position() + read).flip();
                characters.compact();
                decoder.decode(bytes, characters, false);
                characters.flip();
            }
        }
    }
}
