// SPDX-License-Identifier: Apache-2.0
package io.millrace.channels.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.host.real.RealHost;
import io.millrace.journal.Compression;
import io.millrace.spec.ByteSize;
import io.millrace.spi.Channel;
import io.millrace.spi.Problem;
import io.millrace.spi.ProblemException;
import io.millrace.testkit.ChannelCalls;
import io.millrace.testkit.Events;
import io.millrace.testkit.TestContext;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;

/** The channel with Apache Flume's properties for encryption, and key stores as keytool makes. */
class EncryptionTest {
    private static final String STORE_PASSWORD = "store-pass-1";
    private static final String KEY_PASSWORD = "key-pass-22";
    private static final String BODY = "credit card 1234";

    /** Long enough for a slow machine; nothing waits so long unless it is broken. */
    private static final long LONG = Duration.ofSeconds(60).toNanos();

    @TempDir private Path directory;

    @BeforeEach
    void writeStore() throws Exception {
        store("JCEKS", "keys", key(128), key(256));
        Files.writeString(directory.resolve("store-password"), STORE_PASSWORD + "\n");
        Files.writeString(directory.resolve("key-password"), "  " + KEY_PASSWORD + "\n");
    }

    private static SecretKey key(int bits) throws Exception {
        KeyGenerator generator = KeyGenerator.getInstance("AES");
        generator.init(bits);
        return generator.generateKey();
    }

    /** Key-0 with the password of the store, key-1 with one of its own. */
    private void store(String type, String name, SecretKey first, SecretKey second)
            throws Exception {
        KeyStore store = KeyStore.getInstance(type);
        store.load(null, null);
        char[] password = STORE_PASSWORD.toCharArray();
        store.setKeyEntry("key-0", first, password, null);
        store.setKeyEntry(
                "key-1",
                second,
                type.equals("JCEKS") ? KEY_PASSWORD.toCharArray() : password,
                null);
        try (OutputStream out = Files.newOutputStream(directory.resolve(name))) {
            store.store(out, password);
        }
    }

    /** What a flume.conf says; more pairs replace these, an empty value removes one. */
    private Map<String, String> settings(String... more) {
        Map<String, String> settings = new HashMap<>();
        settings.put("activeKey", "key-0");
        settings.put("cipherProvider", "AESGCM");
        settings.put("keyProvider", "JCEKSFILE");
        settings.put("keyProvider.keyStoreFile", directory.resolve("keys").toString());
        settings.put(
                "keyProvider.keyStorePasswordFile", directory.resolve("store-password").toString());
        settings.put("keyProvider.keys", "key-0 key-1");
        settings.put(
                "keyProvider.keys.key-1.passwordFile",
                directory.resolve("key-password").toString());
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        settings.values().removeIf(String::isEmpty);
        return settings;
    }

    private FileChannelConfig config(Map<String, String> encryption) {
        Path data = directory.resolve("c1");
        return new FileChannelConfig(
                Optional.of(data),
                Optional.of(data.toString()),
                1000,
                100,
                Duration.ZERO,
                Duration.ofSeconds(30),
                Optional.empty(),
                new ByteSize(1),
                true,
                Duration.ofSeconds(5),
                Duration.ZERO,
                new ByteSize(1),
                Compression.LZ4,
                encryption);
    }

    private List<Problem> run(Map<String, String> encryption, Use use) throws Exception {
        TestContext context = TestContext.named("c1").in(directory);
        try (Channel channel = config(encryption).create(context)) {
            channel.open();
            use.of(channel);
        }
        return context.problems();
    }

    private interface Use {
        void of(Channel channel) throws Exception;
    }

    private static void put(Channel channel) throws Exception {
        ChannelCalls.put(channel, BODY);
    }

    private static void drain(Channel channel) throws Exception {
        long waiting = channel.fill().events();
        assertThat(waiting).isPositive();
        channel.seal();
        while (waiting > 0) {
            try (Channel.Take take = channel.take(10, LONG).orElseThrow()) {
                assertThat(Events.texts(take.batch())).containsOnly(BODY);
                take.acknowledge(0, take.batch().size());
                waiting -= take.batch().size();
            }
        }
        assertThat(waiting).isZero();
    }

    private boolean isReadable() throws IOException {
        try (var files = Files.list(directory.resolve("c1"))) {
            for (Path path : files.toList()) {
                String bytes = new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
                if (bytes.contains(BODY)) {
                    return true;
                }
            }
        }
        return false;
    }

    private ProblemException refused(Map<String, String> encryption) {
        return catchThrowableOfType(
                ProblemException.class, () -> run(encryption, channel -> put(channel)));
    }

    private void refuses(Map<String, String> encryption, String code, String what) {
        ProblemException refused = refused(encryption);
        assertThat(refused.problem().code()).isEqualTo(code);
        assertThat(refused.problem().what()).contains(what);
        assertThat(refused.toString() + refused.problem() + refused.getCause())
                .doesNotContain(STORE_PASSWORD, KEY_PASSWORD);
    }

    @Test
    void encryptsWithAKeyOfAStoreAndReadsItAgain() throws Exception {
        assertThat(run(settings(), channel -> put(channel))).isEmpty();
        assertThat(isReadable()).isFalse();
        // The key with a password of its own, the old one stays in the list.
        run(settings("activeKey", "key-1"), channel -> put(channel));
        assertThat(isReadable()).isFalse();
        run(
                settings(),
                channel -> {
                    assertThat(channel.fill().events()).isEqualTo(2);
                    drain(channel);
                });
    }

    @Test
    void takesAStoreOfTheKindThatKeytoolMakesToday() throws Exception {
        store("PKCS12", "keys", key(256), key(256));
        Map<String, String> own = settings("keyProvider.keys.key-1.passwordFile", "");
        run(own, channel -> put(channel));
        run(own, channel -> drain(channel));
    }

    @Test
    void saysThatTheCipherIsAnotherThanThatOfFlume() throws Exception {
        List<Problem> told =
                run(settings("cipherProvider", "AESCTRNOPADDING"), channel -> put(channel));
        assertThat(told).extracting(Problem::code).containsExactly("MR-3023");
        assertThat(isReadable()).isFalse();
    }

    @Test
    void writesInPlainOnlyWhenItIsToldTo() throws Exception {
        run(settings(), channel -> put(channel));
        Map<String, String> off = settings("cipherProvider", "NONE", "activeKey", "");
        run(off, channel -> put(channel));
        assertThat(isReadable()).isTrue();
        run(
                off,
                channel -> {
                    assertThat(channel.fill().events()).isEqualTo(2);
                    drain(channel);
                });
        refuses(settings("cipherProvider", "NONE"), "MR-3019", "activeKey is set");
    }

    @Test
    void refusesPropertiesThatAreIncompleteOrUnknown() {
        for (String key : settings().keySet()) {
            if (!key.endsWith("passwordFile")) {
                refuses(settings(key, ""), "MR-3019", key.equals("keyProvider.keys") ? "" : key);
            }
        }
        refuses(Map.of("activeKey", "key-0"), "MR-3019", "encryption.cipherProvider");
        refuses(settings("activeKeys", "x"), "MR-3019", "encryption.activeKeys is no property");
        refuses(settings("activeKey", "key-2"), "MR-3019", "not among encryption.keyProvider.keys");
        refuses(settings("cipherProvider", "ROT13"), "MR-3019", "ROT13 is no cipher");
        refuses(settings("keyProvider", "com.example.Keys"), "MR-3019", "is no provider");
        assertThat(directory.resolve("c1")).doesNotExist();
    }

    @Test
    void refusesAKeyStoreThatCannotBeRead() throws Exception {
        refuses(settings("keyProvider.keyStoreFile", "/no/such"), "MR-3020", "/no/such");
        refuses(
                settings(
                        "keyProvider.keyStorePasswordFile",
                        directory.resolve("key-password").toString()),
                "MR-3020",
                "password");
        refuses(settings("keyProvider.keys.key-1.passwordFile", ""), "MR-3020", "password");
        refuses(settings("keyProvider.keys", "key-0 key-7"), "MR-3020", "no secret key key-7");
        Files.writeString(directory.resolve("keys"), "nothing of the kind");
        refuses(settings(), "MR-3020", "cannot be opened");
        assertThat(directory.resolve("c1")).doesNotExist();
    }

    @Test
    void refusesKeysThatAesDoesNotHave() throws Exception {
        KeyGenerator generator = KeyGenerator.getInstance("HmacSHA256");
        generator.init(160);
        store("JCEKS", "keys", generator.generateKey(), key(128));
        refuses(settings(), "MR-3020", "no key for AES: it has 160 bits");
    }

    @Test
    void namesTheKeyThatIsMissing() throws Exception {
        run(settings("activeKey", "key-1"), channel -> put(channel));
        refuses(
                settings("keyProvider.keys", "key-0"),
                "MR-3021",
                "is encrypted with key key-1, which is not among the keys");
        refuses(Map.of(), "MR-3021", "key-1");
        run(settings(), channel -> drain(channel));
    }

    @Test
    void namesTheKeyThatIsAnotherThanItWas() throws Exception {
        run(settings(), channel -> put(channel));
        byte[] right = Files.readAllBytes(directory.resolve("keys"));
        store("JCEKS", "keys", key(128), key(256));
        refuses(settings(), "MR-3022", "another key of the name key-0");
        Files.write(directory.resolve("keys"), right);
        run(settings(), channel -> drain(channel));
    }

    @Test
    void hasKeysForToolsThatLookWithoutTheChannel() throws Exception {
        var disk = new RealHost().disk();
        assertThat(config(settings()).keys(disk))
                .hasToString("keys [key-0, key-1], for new segments key-0");
        assertThat(config(Map.of()).keys(disk).encrypts()).isFalse();
    }
}
