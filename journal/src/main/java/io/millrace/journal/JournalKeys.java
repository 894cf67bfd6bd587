// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * The keys that a journal is encrypted with. None of them encrypts anything itself: each segment
 * and each checkpoint has a key derived from one of them and a salt. Safe for any thread. Says
 * nothing of the keys but their names.
 */
public final class JournalKeys {
    /** Writes in plain, and reads nothing that is encrypted. */
    public static final JournalKeys NONE = new JournalKeys(null, Map.of(), salt -> {});

    private static final byte[] SEGMENT = text("millrace journal segment");
    private static final byte[] CHECKPOINT = text("millrace journal checkpoint");
    private static final byte[] CHECK = text("millrace journal check");

    private final @Nullable String active;
    private final Map<String, SecretKey> keys;
    private final Consumer<byte[]> salts;

    /**
     * @param active name of the key for what is written; null writes in plain
     * @param keys by name, each for AES: 16, 24 or 32 bytes
     * @param salts fills an array with bytes that nobody can foretell and that never come again
     * @throws IllegalArgumentException if a key or a name cannot be used
     */
    public JournalKeys(
            @Nullable String active, Map<String, SecretKey> keys, Consumer<byte[]> salts) {
        this.active = active;
        this.keys = new TreeMap<>(keys);
        this.salts = salts;
        if (active != null && !keys.containsKey(active)) {
            throw new IllegalArgumentException("no key has the name " + active);
        }
        this.keys.forEach((name, key) -> {
            int length = name.getBytes(StandardCharsets.UTF_8).length;
            if (length == 0 || length > KeyUse.MAX_NAME_BYTES) {
                throw new IllegalArgumentException("a key's name of " + length + " bytes");
            }
            length(name, key);
        });
    }

    /** With salts of the system. */
    public static JournalKeys of(@Nullable String active, Map<String, SecretKey> keys) {
        return new JournalKeys(active, keys, new SecureRandom()::nextBytes);
    }

    private static int length(String name, SecretKey key) {
        byte[] bytes = key.getEncoded();
        int length = bytes == null ? 0 : bytes.length;
        if (length != 16 && length != 24 && length != 32) {
            throw new IllegalArgumentException(
                    "key %s has %d bytes, and AES wants 16, 24 or 32".formatted(name, length));
        }
        return length;
    }

    private static byte[] text(String ascii) {
        return ascii.getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether what is written from now on is encrypted. */
    public boolean encrypts() {
        return active != null;
    }

    /** A use of the key for what is written, never to be used for anything else. */
    KeyUse begin() {
        if (active == null) {
            return KeyUse.NONE;
        }
        byte[] salt = new byte[KeyUse.SALT_BYTES];
        salts.accept(salt);
        return new KeyUse(salt, check(active, key(active), salt), active);
    }

    private SecretKey key(String name) {
        SecretKey key = keys.get(name);
        if (key == null) {
            throw new IllegalArgumentException("no key has the name " + name);
        }
        return key;
    }

    /**
     * Makes sure that something can be read.
     *
     * @param where it stands, for the message
     * @throws UnusableKeyException if its key is missing or another one
     */
    void require(KeyUse use, Path where) throws UnusableKeyException {
        if (use.isNone()) {
            return;
        }
        SecretKey key = keys.get(use.name());
        if (key == null) {
            throw new UnusableKeyException(where, use.name(), true);
        }
        if (check(use.name(), key, use.salt()) != use.check()) {
            throw new UnusableKeyException(where, use.name(), false);
        }
    }

    /** The cipher of a segment, whose key has passed {@link #require}. */
    SealCipher segment(KeyUse use, long epoch) {
        byte[] info =
                ByteBuffer.allocate(SEGMENT.length + Long.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put(SEGMENT)
                        .putLong(epoch)
                        .array();
        return new SealCipher(derived(use, info));
    }

    /** The cipher of a checkpoint, whose key has passed {@link #require}. */
    SealCipher checkpoint(KeyUse use) {
        return new SealCipher(derived(use, CHECKPOINT));
    }

    private SecretKey derived(KeyUse use, byte[] info) {
        SecretKey key = key(use.name());
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveKey("AES", hkdf(key, use.salt(), info, length(use.name(), key)));
        } catch (GeneralSecurityException notThere) {
            throw new IllegalStateException("the JDK has no HKDF-SHA256", notThere);
        }
    }

    private static long check(String name, SecretKey key, byte[] salt) {
        try {
            byte[] bytes =
                    KDF.getInstance("HKDF-SHA256").deriveData(hkdf(key, salt, CHECK, Long.BYTES));
            return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        } catch (GeneralSecurityException notThere) {
            throw new IllegalStateException("the JDK has no HKDF-SHA256 for " + name, notThere);
        }
    }

    private static AlgorithmParameterSpec hkdf(
            SecretKey key, byte[] salt, byte[] info, int length) {
        return HKDFParameterSpec.ofExtract().addIKM(key).addSalt(salt).thenExpand(info, length);
    }

    @Override
    public String toString() {
        return "keys " + new TreeSet<>(keys.keySet()) + ", for new segments " + active;
    }
}
