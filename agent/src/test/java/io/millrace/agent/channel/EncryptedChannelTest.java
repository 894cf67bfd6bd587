// SPDX-License-Identifier: Apache-2.0
package io.millrace.agent.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.agent.ExitCode;
import io.millrace.agent.Printed;
import io.millrace.engine.deadletter.DeadLetter;
import io.millrace.frame.Batch;
import io.millrace.frame.BlockBuilder;
import io.millrace.host.real.RealHost;
import io.millrace.journal.Journal;
import io.millrace.journal.JournalKeys;
import io.millrace.journal.JournalListener;
import io.millrace.journal.JournalOptions;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;

/** What the commands say of an encrypted channel, with its configuration and without. */
class EncryptedChannelTest {
    @TempDir private Path directory;
    private Path file = Path.of("");

    @BeforeEach
    void fill() throws Exception {
        SecretKey key = KeyGenerator.getInstance("AES").generateKey();
        KeyStore store = KeyStore.getInstance("JCEKS");
        store.load(null, null);
        store.setKeyEntry("key-0", key, "password".toCharArray(), null);
        try (OutputStream out = Files.newOutputStream(directory.resolve("keys"))) {
            store.store(out, "password".toCharArray());
        }
        Files.writeString(directory.resolve("password"), "password\n");
        file =
                Files.writeString(
                        directory.resolve("flume.conf"),
                        """
                        a1.sources = r1
                        a1.channels = c1
                        a1.sinks = k1
                        a1.sources.r1.type = seq
                        a1.sources.r1.channels = c1
                        a1.channels.c1.type = file
                        a1.channels.c1.checkpointDir = %1$s/c1
                        a1.channels.c1.dataDirs = %1$s/c1
                        a1.channels.c1.encryption.activeKey = key-0
                        a1.channels.c1.encryption.cipherProvider = AESGCM
                        a1.channels.c1.encryption.keyProvider = JCEKSFILE
                        a1.channels.c1.encryption.keyProvider.keyStoreFile = %1$s/keys
                        a1.channels.c1.encryption.keyProvider.keyStorePasswordFile = %1$s/password
                        a1.channels.c1.encryption.keyProvider.keys = key-0
                        a1.sinks.k1.type = logger
                        a1.sinks.k1.channel = c1
                        """
                                .formatted(directory));
        JournalKeys keys = JournalKeys.of("key-0", Map.of("key-0", key));
        try (Journal journal = open("c1", keys)) {
            journal.append(Batch.of(new BlockBuilder(64).append("first secret").build(1))).await();
            journal.append(Batch.of(new BlockBuilder(64).append("second secret").build(1))).await();
            journal.acknowledge(0, 1, 12);
        }
        try (Journal journal = open("state/a1/deadletters/c1", keys)) {
            BlockBuilder letter = new BlockBuilder(64).append("third secret");
            letter.header(DeadLetter.SINK, "k1").header(DeadLetter.FAULT, "rejected");
            letter.header(DeadLetter.TIME, 1).header(DeadLetter.REASON, "no");
            letter.header(DeadLetter.SOURCE, "r1").header(DeadLetter.ATTEMPTS, 1);
            journal.append(Batch.of(letter.build(1))).await();
        }
    }

    private Journal open(String name, JournalKeys keys) throws IOException {
        return Journal.open(
                new RealHost(),
                JournalOptions.in(name, directory.resolve(name)).keepingDelivered().withKeys(keys),
                JournalListener.NONE);
    }

    private Printed channel(String... words) {
        return run("channel", words, "-f", file.toString());
    }

    private static Printed run(String command, String[] words, String... more) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of(words));
        all.addAll(List.of(more));
        return Printed.by(all.toArray(String[]::new));
    }

    private boolean isReadable() throws IOException {
        try (var files = Files.list(directory.resolve("c1"))) {
            for (Path path : files.toList()) {
                if (new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1)
                        .contains("secret")) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void isReadWithTheKeysOfItsConfiguration() {
        assertThat(channel("ls").out())
                .contains("0000000000000001.segment, key key-0", "1 events wait in 1 files");
        assertThat(channel("ls", "--json").out()).contains("\"key\": \"key-0\"");
        assertThat(channel("cat").out()).isEqualTo("1\tsecond secret\n");
        assertThat(channel("cat", "--delivered").out()).isEqualTo("0\tfirst secret\n");
        assertThat(channel("fsck").out()).contains("2 events in", "0 places are damaged");
    }

    @Test
    void isWrittenEncrypted() throws Exception {
        Path frames = directory.resolve("frames");
        assertThat(channel("export", "--to", frames.toString()).out()).contains("1 events are in");
        assertThat(channel("import", "--from", frames.toString()).out()).contains("1 events");
        assertThat(channel("replay").out()).contains("1 events will be delivered again");
        assertThat(channel("cat").out().lines())
                .containsExactly("1\tsecond secret", "2\tsecond secret", "3\tfirst secret");
        assertThat(isReadable()).isFalse();
    }

    @Test
    void isNotReadWithoutItsKeys() throws Exception {
        String data = directory.resolve("c1").toString();
        for (String command : List.of("ls", "cat", "fsck", "replay")) {
            Printed refused = Printed.by("channel", command, "--data-dirs", data);
            assertThat(refused.code()).as(command).isEqualTo(ExitCode.CONFIGURATION);
            assertThat(refused.err())
                    .contains("MR-3021", "is encrypted with key key-0", "-f <file>");
            assertThat(refused.out()).isEmpty();
        }
        Files.delete(directory.resolve("password"));
        Printed refused = channel("ls");
        assertThat(refused.code()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(refused.err()).contains("MR-3020", "password cannot be read");
    }

    @Test
    void showsItsDeadLettersWithItsConfigurationAlone() {
        String state = directory.resolve("state").toString();
        String[] list = {"ls", "--state", state};
        String[] show = {"show", "0", "--state", state};
        Printed refused = run("deadletter", list);
        assertThat(refused.err()).contains("MR-3021", "-f <file>");
        assertThat(refused.code()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(run("deadletter", list, "-f", file.toString()).out())
                .contains("1 dead letter {rejected=1}");
        assertThat(run("deadletter", show, "-f", file.toString()).out()).contains("third secret");
        assertThat(
                        run(
                                        "deadletter",
                                        new String[] {"discard", "--all", "--state", state},
                                        "-f",
                                        file.toString())
                                .out())
                .contains("asked agent a1 to discard 1 dead letter");
    }
}
