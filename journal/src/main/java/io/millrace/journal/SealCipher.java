// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;

import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-GCM with the key of one segment or checkpoint. The nonce is a place in it, where nothing is
 * ever written twice with this key. For one thread.
 */
final class SealCipher {
    static final int TAG_BYTES = 16;
    private static final int NONCE_BYTES = 12;

    private final SecretKey key;
    private final Cipher cipher;

    SealCipher(SecretKey key) {
        this.key = key;
        try {
            this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException notThere) {
            throw new IllegalStateException("the JDK has no AES-GCM", notThere);
        }
    }

    private void start(int mode, long place, byte[] open) throws GeneralSecurityException {
        byte[] nonce =
                ByteBuffer.allocate(NONCE_BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(place)
                        .array();
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
        cipher.updateAAD(open);
    }

    /**
     * Encrypts all pieces of a payload, tag behind them.
     *
     * @param place never used before with this cipher's key
     * @param open stays readable beside it, and is part of what the tag protects
     * @param out has room for the payload and the tag
     */
    void seal(Payload payload, long place, byte[] open, byte[] out, int at) {
        try {
            start(Cipher.ENCRYPT_MODE, place, open);
            int end = at;
            for (int piece = 0; piece < payload.pieces(); piece++) {
                end +=
                        cipher.update(
                                payload.array(piece),
                                payload.at(piece),
                                payload.length(piece),
                                out,
                                end);
            }
            cipher.doFinal(out, end);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("a payload cannot be encrypted", impossible);
        }
    }

    /**
     * Decrypts what {@link #seal} made.
     *
     * @throws DamagedException if it, or what is open beside it, or its place, is not what it was
     */
    byte[] open(byte[] sealed, int at, int length, long place, byte[] open)
            throws DamagedException {
        if (length < TAG_BYTES) {
            throw new DamagedException("an encrypted payload of " + length + " bytes", null);
        }
        try {
            start(Cipher.DECRYPT_MODE, place, open);
            return cipher.doFinal(sealed, at, length);
        } catch (AEADBadTagException changed) {
            throw new DamagedException("an encrypted payload that was changed", changed);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("a payload cannot be decrypted", impossible);
        }
    }
}
