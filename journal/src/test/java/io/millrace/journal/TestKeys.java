// SPDX-License-Identifier: Apache-2.0
package io.millrace.journal;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** Keys that follow from their names. */
final class TestKeys {
    private TestKeys() {}

    static JournalKeys of(@Nullable String active, String... names) {
        Map<String, SecretKey> keys = new TreeMap<>();
        for (String name : names) {
            keys.put(name, key(name, 16));
        }
        return JournalKeys.of(active, keys);
    }

    static SecretKey key(String seed, int length) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(seed.getBytes(StandardCharsets.UTF_8));
            return new SecretKeySpec(Arrays.copyOf(digest, length), "AES");
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
