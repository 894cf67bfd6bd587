// SPDX-License-Identifier: Apache-2.0
package io.millrace.formats;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.CRC32C;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A checksum of bytes under way. For one thread at a time. */
public sealed interface Sum {
    void add(byte[] source, int offset, int length);

    /** In lower-case hexadecimal digits; nothing can be added any more. */
    String end();

    /** How files are summed. */
    enum Algorithm {
        MD5("MD5"),
        SHA_1("SHA-1"),
        SHA_256("SHA-256"),
        CRC32C("CRC32C"),
        HMAC_SHA_256("HmacSHA256");

        private final String title;

        Algorithm(String title) {
            this.title = title;
        }

        /** As it stands in manifests. */
        public String title() {
            return title;
        }

        /**
         * Begins a sum.
         *
         * @param key for HMAC_SHA_256, else of no meaning
         */
        public Sum begin(String key) {
            try {
                return switch (this) {
                    case CRC32C -> new Crc();
                    case HMAC_SHA_256 -> new Keyed(title, key);
                    case MD5, SHA_1, SHA_256 -> new Digest(title);
                };
            } catch (GeneralSecurityException missing) {
                throw new IllegalStateException("every JDK has " + title, missing);
            }
        }
    }

    /** Of the JDK's message digests. */
    final class Digest implements Sum {
        private final MessageDigest digest;

        Digest(String algorithm) throws GeneralSecurityException {
            digest = MessageDigest.getInstance(algorithm);
        }

        @Override
        public void add(byte[] source, int offset, int length) {
            digest.update(source, offset, length);
        }

        @Override
        public String end() {
            return HexFormat.of().formatHex(digest.digest());
        }
    }

    /** Only who has the key can make it. */
    final class Keyed implements Sum {
        private final Mac mac;

        Keyed(String algorithm, String key) throws GeneralSecurityException {
            mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), algorithm));
        }

        @Override
        public void add(byte[] source, int offset, int length) {
            mac.update(source, offset, length);
        }

        @Override
        public String end() {
            return HexFormat.of().formatHex(mac.doFinal());
        }
    }

    /** The quickest. */
    final class Crc implements Sum {
        private final CRC32C crc = new CRC32C();

        @Override
        public void add(byte[] source, int offset, int length) {
            crc.update(source, offset, length);
        }

        @Override
        public String end() {
            return HexFormat.of().toHexDigits((int) crc.getValue());
        }
    }
}
