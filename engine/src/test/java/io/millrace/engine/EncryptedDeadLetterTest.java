// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.DeadLetterSettings;
import io.millrace.engine.deadletter.DeadLetterBox;
import io.millrace.engine.deadletter.DeadLetterRequest;
import io.millrace.host.Disk;
import io.millrace.host.real.RealHost;
import io.millrace.journal.JournalKeys;
import io.millrace.journal.UnusableKeyException;
import io.millrace.spec.catalogue.Kind;
import io.millrace.spi.Delivery;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** Dead letters beside a channel that is encrypted. */
class EncryptedDeadLetterTest {
    private static final String BODY = "a body that nobody may read";
    private static final SecretKey KEY =
            new SecretKeySpec(
                    new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}, "AES");

    @TempDir Path state;

    private final Disk disk = new RealHost().disk();
    private final TestAgent.Deliveries delivered = new TestAgent.Deliveries();
    private final AtomicBoolean mended = new AtomicBoolean();

    @BeforeEach
    void writeStore() throws Exception {
        KeyStore store = KeyStore.getInstance("JCEKS");
        store.load(null, null);
        store.setKeyEntry("key-0", KEY, "password".toCharArray(), null);
        try (OutputStream out = Files.newOutputStream(state.resolve("keys"))) {
            store.store(out, "password".toCharArray());
        }
        Files.writeString(state.resolve("password"), "password");
    }

    private TestAgent start(boolean isEncrypted, String... bodies) throws Exception {
        Map<String, String> settings =
                Map.of(
                        "encryption.activeKey", "key-0",
                        "encryption.cipherProvider", "AESGCM",
                        "encryption.keyProvider", "JCEKSFILE",
                        "encryption.keyProvider.keyStoreFile", state.resolve("keys").toString(),
                        "encryption.keyProvider.keyStorePasswordFile",
                                state.resolve("password").toString(),
                        "encryption.keyProvider.keys", "key-0");
        return new TestAgent(state)
                .deadLetters(DeadLetterSettings.DEFAULT)
                .file("c1", isEncrypted ? settings : Map.of())
                .source(
                        "r1",
                        List.of("c1"),
                        out -> {
                            if (bodies.length > 0) {
                                out.emit(TestAgent.batch(bodies));
                            }
                        })
                .sink(
                        "k1",
                        "c1",
                        batch ->
                                mended.get()
                                        ? delivered.take(batch)
                                        : new Delivery.Partly(
                                                List.of(),
                                                List.of(new Delivery.Rejected(0, "no")),
                                                Duration.ZERO))
                .start();
    }

    private List<String> letters(JournalKeys keys) throws IOException {
        List<String> bodies = new ArrayList<>();
        for (DeadLetterBox box : DeadLetterBox.of(disk, state)) {
            box.visit(disk, keys, letter -> bodies.add(letter.event().text()));
        }
        return bodies;
    }

    private boolean isReadable() throws IOException {
        try (var files = Files.walk(state)) {
            for (Path path : files.filter(Files::isRegularFile).toList()) {
                String text = new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
                if (text.contains(BODY)) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void areEncryptedWithTheKeysOfTheChannelAndReplayed() throws Exception {
        try (TestAgent agent = start(true, BODY)) {
            TestAgent.await(() -> agent.meters(Kind.SINK, "k1").eventsRejected.value() == 1);
        }
        assertThat(isReadable()).isFalse();
        assertThatThrownBy(() -> letters(JournalKeys.NONE))
                .isInstanceOf(UnusableKeyException.class)
                .hasMessageContaining("key-0");
        assertThat(letters(JournalKeys.of(null, Map.of("key-0", KEY)))).containsExactly(BODY);
        mended.set(true);
        DeadLetterRequest.of(DeadLetterRequest.Action.REPLAY, "c1", List.of(0L))
                .leave(disk, state, "r");
        try (TestAgent agent = start(true)) {
            assertThat(delivered.await(1)).containsExactly(BODY);
            assertThat(agent.agent().status().problems()).isEmpty();
        }
        assertThat(isReadable()).isFalse();
    }

    /** A channel without keys is plain, and so is what is beside it: the test above can fail. */
    @Test
    void arePlainBesideAPlainChannel() throws Exception {
        try (TestAgent agent = start(false, BODY)) {
            TestAgent.await(() -> agent.meters(Kind.SINK, "k1").eventsRejected.value() == 1);
        }
        assertThat(isReadable()).isTrue();
        assertThat(letters(JournalKeys.NONE)).containsExactly(BODY);
    }
}
