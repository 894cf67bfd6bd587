// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

class PeerFileTest {
    private static final String GOOD =
            """
            # a comment

            name = copier
            command = copier  --port @PORT@ --into @DIRECTORY@/out
            version = copier --version
            output = out
            """;

    @TempDir Path directory;

    private static Peer parse(String text) throws IOException {
        return PeerFile.parse(
                "copier.properties",
                text,
                name -> {
                    if (name.equals("copier.conf")) {
                        return "listen @PORT@\nwrite @DIRECTORY@/out\nuser a@b.example\n";
                    }
                    if (name.equals("wrong.conf")) {
                        return "listen @PORT@\nwrite @DIRECTROY@/out\n";
                    }
                    throw new NoSuchFileException(name);
                });
    }

    @Test
    void takesADescriptionApart() throws Exception {
        Peer peer = parse(GOOD);
        assertThat(peer.name()).isEqualTo("copier");
        assertThat(peer.command())
                .containsExactly("copier", "--port", "@PORT@", "--into", "@DIRECTORY@/out");
        assertThat(peer.versionCommand()).containsExactly("copier", "--version");
        assertThat(peer.configuration()).isEmpty();
        assertThat(peer.output()).isEqualTo("out");
    }

    @Test
    void readsAConfigurationBesideIt() throws Exception {
        Files.writeString(
                directory.resolve("copier.properties"),
                GOOD.replace("--port @PORT@", "@CONFIGURATION@") + "configuration = copier.conf\n");
        Files.writeString(directory.resolve("copier.conf"), "listen @PORT@\n");
        Peer peer = PeerFile.read(directory.resolve("copier.properties").toString());
        assertThat(peer.configuration())
                .contains(new Peer.Configuration("copier.conf", "listen @PORT@\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name = copier     | name copier         | 3: \"name copier\" is not of the form",
                "name = copier     | nmae = copier       | 3: there is no key nmae; there are"
                        + " name,",
                "name = copier     | name =              | 3: name has no value",
                "name = copier     | output = o          | 6: output was given in line 3 already",
                "name = copier     | # name              | : name is missing",
                "name = copier     | name = Copier       | 3: Copier is no name",
                "name = copier     | name = flume        | 3: flume is no name",
                "output = out      | output = /out       | 6: /out is no directory below",
                "output = out      | output = a/../../b  | 6: a/../../b is no directory below",
                "--port @PORT@     | --port @PROT@       | 4: @PROT@ is none of @DIRECTORY@,"
                        + " @PORT@,",
                "--port @PORT@     | --port 514          | 4: @PORT@ is neither in the command nor",
                "--port            | @CONFIGURATION@     | 4: @CONFIGURATION@ is in the command,"
                        + " but",
                "# a comment       | configuration = a/b | 1: a/b has to be the name of a file"
                        + " beside",
                "# a comment       | configuration = x   | 1: there is no file x beside this one",
                "# a comment       | configuration = copier.conf | 4: configuration is given, but",
            })
    void saysWhereAndHowADescriptionIsWrong(String good, String bad, String message) {
        assertThat(GOOD).contains(good);
        assertThatThrownBy(() -> parse(GOOD.replace(good, bad)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "copier.properties" + (message.startsWith(":") ? "" : ":") + message);
    }

    @Test
    void saysWhereAConfigurationIsWrong() {
        assertThatThrownBy(() -> parse(GOOD + "configuration = wrong.conf\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("wrong.conf:2: @DIRECTROY@ is none of");
    }

    @Test
    void saysThatNoPeerHasAName() {
        assertThatThrownBy(() -> PeerFile.read("nobody"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nobody");
        assertThatThrownBy(() -> PeerFile.read(directory.resolve("x.properties").toString()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("x.properties is not there");
    }

    @Test
    void comesWithRsyslogAsTheReadmeShowsIt() throws Exception {
        Peer peer = PeerFile.read("rsyslog");
        assertThat(peer.command().getFirst()).isEqualTo("rsyslogd");
        assertThat(peer.configuration().orElseThrow().text()).contains("port=\"@PORT@\"");
        try (var description = PeerFile.class.getResourceAsStream("rsyslog.properties")) {
            assertThat(description).isNotNull();
            assertThat(Files.readString(Path.of("README.md")))
                    .contains(new String(description.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
