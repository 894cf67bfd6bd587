// SPDX-License-Identifier: Apache-2.0
package io.millrace.channels.file;

import io.millrace.host.Disk;
import io.millrace.host.DiskFile;
import io.millrace.journal.JournalKeys;
import io.millrace.spi.ProblemException;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import javax.crypto.SecretKey;

/**
 * The keys of a channel, as Apache Flume's properties name them. All of them or none: half of them
 * never means to write in plain.
 *
 * @param keys for the journal
 * @param isNamedOtherwise whether the properties ask for a cipher that Flume has and we do not
 */
record Encryption(JournalKeys keys, boolean isNamedOtherwise) {
    private static final String PREFIX = "encryption.";
    private static final String ACTIVE_KEY = "activeKey";
    private static final String CIPHER = "cipherProvider";
    private static final String PROVIDER = "keyProvider";
    private static final String STORE = "keyProvider.keyStoreFile";
    private static final String STORE_PASSWORD = "keyProvider.keyStorePasswordFile";
    private static final String KEYS = "keyProvider.keys";
    private static final String PASSWORD_SUFFIX = ".passwordFile";

    private static final List<String> ALL =
            List.of(ACTIVE_KEY, CIPHER, PROVIDER, STORE, STORE_PASSWORD, KEYS);
    private static final List<String> TO_READ = List.of(PROVIDER, STORE, STORE_PASSWORD, KEYS);

    /** Reads what is there, and writes in plain. */
    private static final String NO_CIPHER = "NONE";

    private static final String OWN_CIPHER = "AESGCM";
    private static final String CIPHER_OF_FLUME = "AESCTRNOPADDING";
    private static final String KEY_STORE = "JCEKSFILE";

    private static final int JCEKS_MAGIC = 0xCECECECE;
    private static final int MAX_FILE_BYTES = 16 << 20;

    private static final String DOES_NOT_OPEN =
            "the channel does not open, and writes nothing in plain; what it holds stays";

    /**
     * What the properties say.
     *
     * @param settings without {@code encryption.}
     * @throws ProblemException if they are incomplete, or a key cannot be read
     */
    static Encryption of(Map<String, String> settings, Disk disk) throws IOException {
        if (settings.isEmpty()) {
            return new Encryption(JournalKeys.NONE, false);
        }
        List<String> aliases = words(settings.getOrDefault(KEYS, ""));
        requireKnown(settings);
        String cipher = text(settings, CIPHER).toUpperCase(Locale.ROOT);
        boolean writesPlain = cipher.equals(NO_CIPHER);
        requireAll(settings, writesPlain ? TO_READ : ALL);
        if (!writesPlain && !cipher.equals(OWN_CIPHER) && !cipher.equals(CIPHER_OF_FLUME)) {
            throw incomplete(
                    "%s%s = %s is no cipher of this channel"
                            .formatted(PREFIX, CIPHER, text(settings, CIPHER)),
                    "write %s, or %s to read what is encrypted and write in plain"
                            .formatted(OWN_CIPHER, NO_CIPHER));
        }
        if (!text(settings, PROVIDER).equalsIgnoreCase(KEY_STORE)) {
            throw incomplete(
                    "%s%s = %s is no provider of this channel"
                            .formatted(PREFIX, PROVIDER, text(settings, PROVIDER)),
                    "write " + KEY_STORE + ": keys come from a key store");
        }
        String active = writesPlain ? null : text(settings, ACTIVE_KEY);
        requireActive(settings, active, aliases);
        Map<String, SecretKey> keys = keys(settings, aliases, disk);
        try {
            return new Encryption(JournalKeys.of(active, keys), cipher.equals(CIPHER_OF_FLUME));
        } catch (IllegalArgumentException tooLong) {
            throw incomplete(String.valueOf(tooLong.getMessage()), "give the key a shorter name");
        }
    }

    private static String text(Map<String, String> settings, String key) {
        return settings.getOrDefault(key, "").strip();
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.strip().split("\\s+")).filter(word -> !word.isEmpty()).toList();
    }

    /** A password of a key that is not in use any more does no harm. */
    private static void requireKnown(Map<String, String> settings) throws ProblemException {
        for (String key : new TreeMap<>(settings).keySet()) {
            boolean isPassword = key.startsWith(KEYS + ".") && key.endsWith(PASSWORD_SUFFIX);
            if (!ALL.contains(key) && !isPassword) {
                throw incomplete(
                        PREFIX + key + " is no property of the channel",
                        "the properties are " + PREFIX + String.join(", " + PREFIX, ALL));
            }
        }
    }

    private static String password(String alias) {
        return KEYS + "." + alias + PASSWORD_SUFFIX;
    }

    private static void requireAll(Map<String, String> settings, List<String> wanted)
            throws ProblemException {
        List<String> missing = new ArrayList<>();
        for (String key : wanted) {
            if (text(settings, key).isEmpty()) {
                missing.add(PREFIX + key);
            }
        }
        if (!missing.isEmpty()) {
            throw incomplete(
                    "encryption is configured in part: " + String.join(", ", missing) + " missing",
                    "set all of them; to read what is encrypted and write in plain, set "
                            + PREFIX
                            + CIPHER
                            + " = "
                            + NO_CIPHER
                            + " and leave out "
                            + PREFIX
                            + ACTIVE_KEY);
        }
    }

    private static void requireActive(
            Map<String, String> settings, @Nullable String active, List<String> aliases)
            throws ProblemException {
        if (active == null) {
            if (!text(settings, ACTIVE_KEY).isEmpty()) {
                throw incomplete(
                        "%s%s is set, and %s%s = %s"
                                .formatted(PREFIX, ACTIVE_KEY, PREFIX, CIPHER, NO_CIPHER),
                        "remove one of them: it is not clear whether to encrypt");
            }
        } else if (!aliases.contains(active)) {
            throw incomplete(
                    "%s%s = %s is not among %s%s"
                            .formatted(PREFIX, ACTIVE_KEY, active, PREFIX, KEYS),
                    "name it there; the other keys stay as long as something is encrypted with"
                            + " them");
        }
    }

    private static ProblemException incomplete(String what, String remedy) {
        return new ProblemException("MR-3019", what, DOES_NOT_OPEN, remedy, null);
    }

    private static Map<String, SecretKey> keys(
            Map<String, String> settings, List<String> aliases, Disk disk) throws IOException {
        Path file = Path.of(text(settings, STORE));
        byte[] bytes = read(disk, file);
        char[] storePassword = password(disk, Path.of(text(settings, STORE_PASSWORD)));
        Map<String, SecretKey> keys = new TreeMap<>();
        try {
            KeyStore store = KeyStore.getInstance(isJceks(bytes) ? "JCEKS" : "PKCS12");
            store.load(new ByteArrayInputStream(bytes), storePassword);
            for (String alias : aliases) {
                String own = text(settings, password(alias));
                char[] password = own.isEmpty() ? storePassword : password(disk, Path.of(own));
                keys.put(alias, key(store, alias, password, file));
            }
            return keys;
        } catch (GeneralSecurityException | IOException failure) {
            if (failure instanceof ProblemException known) {
                throw known;
            }
            // Which password it was is not said by the JDK, and the password itself never by us.
            throw unreadable(
                    "key store " + file + " cannot be opened, or a password of it is wrong",
                    failure);
        } finally {
            Arrays.fill(storePassword, ' ');
        }
    }

    private static SecretKey key(KeyStore store, String alias, char[] password, Path file)
            throws GeneralSecurityException, ProblemException {
        Key key = store.getKey(alias, password);
        if (!(key instanceof SecretKey secret)) {
            throw unreadable("key store %s has no secret key %s".formatted(file, alias), null);
        }
        byte[] encoded = secret.getEncoded();
        int length = encoded == null ? 0 : encoded.length;
        if (length != 16 && length != 24 && length != 32) {
            throw unreadable(
                    "key %s of %s is no key for AES: it has %d bits"
                            .formatted(alias, file, length * Byte.SIZE),
                    null);
        }
        return secret;
    }

    private static boolean isJceks(byte[] store) {
        return store.length >= Integer.BYTES && ByteBuffer.wrap(store).getInt() == JCEKS_MAGIC;
    }

    private static char[] password(Disk disk, Path file) throws ProblemException {
        return new String(read(disk, file), StandardCharsets.UTF_8).strip().toCharArray();
    }

    private static byte[] read(Disk disk, Path path) throws ProblemException {
        try (DiskFile file = disk.open(path, Disk.Mode.READ)) {
            long size = file.size();
            if (size > MAX_FILE_BYTES) {
                throw new IOException("it has " + size + " bytes");
            }
            byte[] bytes = new byte[(int) size];
            int done = 0;
            while (done < bytes.length) {
                int some = file.read(bytes, done, bytes.length - done, done);
                if (some < 0) {
                    throw new IOException("it became shorter");
                }
                done += some;
            }
            return bytes;
        } catch (IOException failure) {
            throw unreadable(path + " cannot be read", failure);
        }
    }

    private static ProblemException unreadable(String what, @Nullable Exception cause) {
        return new ProblemException(
                "MR-3020",
                what,
                DOES_NOT_OPEN,
                "see its path, its permissions and the password files; keytool -list shows what a"
                        + " key store has",
                cause);
    }
}
