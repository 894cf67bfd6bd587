// SPDX-License-Identifier: Apache-2.0

package io.millrace.dist;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;

class LauncherIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @TempDir private Path directory;

    @Test
    void startsThroughLinksFromAnywhere() throws Exception {
        Path link = directory.resolve("a link");
        Files.createSymbolicLink(link, Path.of(Launched.MILLRACE));
        var ended = Launched.run(directory, Map.of(), link.toString(), "version");
        assertThat(ended.out()).startsWith("Millrace ").contains("Java 2");
        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).isZero();
    }

    @Test
    void givesTheExitCodeOfTheCommand() throws Exception {
        assertThat(Launched.run(directory, Map.of(), Launched.MILLRACE, "nothing").code())
                .isEqualTo(2);
        assertThat(Launched.run(directory, Map.of(), Launched.MILLRACE, "check", "none").code())
                .isEqualTo(78);
    }

    @Test
    void looksPastAnOlderJava() throws Exception {
        String old = Launched.fakeJava(directory, "17.0.1").toString();
        var ended = Launched.run(directory, Map.of("JAVA_HOME", old), Launched.MILLRACE, "version");
        assertThat(ended.out()).startsWith("Millrace ");
        assertThat(ended.code()).isZero();
    }

    @Test
    void refusesAnOlderJavaThatWasChosen() throws Exception {
        String old = Launched.fakeJava(directory, "17.0.1").toString();
        var ended =
                Launched.run(
                        directory, Map.of("MILLRACE_JAVA_HOME", old), Launched.MILLRACE, "version");
        assertThat(ended.err()).contains("MR-6308", old, "17.0.1").hasLineCount(1);
        assertThat(ended.code()).isEqualTo(78);
    }

    @Test
    void saysWhatAnIncompleteInstallationIs() throws Exception {
        Launched.copy(Launched.HOME, directory, List.of("bin/millrace", "lib/launch.sh"));
        var ended = Launched.run(directory, Map.of(), "sh", directory + "/bin/millrace", "version");
        assertThat(ended.err()).contains("MR-6309");
        assertThat(ended.code()).isEqualTo(78);
    }

    @Test
    void buildsACloneOnceAndAgainWhenASourceIsNewer() throws Exception {
        cloneWith(
                """
                mkdir -p dist/target/millrace/bin
                echo 'echo started "$@"' >dist/target/millrace/bin/millrace
                chmod +x dist/target/millrace/bin/millrace
                """);
        Path source = directory.resolve("agent/src/main/Main.java");
        Files.createDirectories(source.getParent());
        Files.writeString(source, "");
        Files.setLastModifiedTime(source, FileTime.from(Instant.EPOCH));
        var first = millrace();
        assertThat(first.err()).contains("first use", "built in");
        assertThat(first.out()).isEqualTo("started a b\n");
        assertThat(millrace().err()).isEmpty();
        Files.setLastModifiedTime(source, FileTime.from(Instant.parse("2200-01-01T00:00:00Z")));
        assertThat(millrace().err()).contains("sources have changed");
    }

    @Test
    void namesTheLogOfABuildThatFailed() throws Exception {
        cloneWith("echo '[ERROR] no such thing'\nexit 1\n");
        var ended = millrace();
        assertThat(ended.err())
                .contains("[ERROR] no such thing", "MR-6310", "target/millrace-build.log");
        assertThat(ended.code()).isEqualTo(78);
    }

    @Test
    void explainsTheCodesOfTheScripts() throws Exception {
        for (String code : List.of("MR-6308", "MR-6309", "MR-6310")) {
            assertThat(Launched.run(directory, Map.of(), Launched.MILLRACE, "explain", code).out())
                    .startsWith(code);
        }
    }

    /** A directory that looks like a clone to ./millrace, with a Maven that does as it is told. */
    private void cloneWith(String maven) throws IOException {
        Launched.copy(ROOT, directory, List.of("millrace", "dist/src/main/lib/launch.sh"));
        Path wrapper = Files.writeString(directory.resolve("mvnw"), "#!/bin/sh\n" + maven);
        assertThat(wrapper.toFile().setExecutable(true)).isTrue();
        assertThat(directory.resolve("millrace").toFile().setExecutable(true)).isTrue();
    }

    private Launched.Ended millrace() throws Exception {
        return Launched.run(directory, Map.of(), directory + "/millrace", "a", "b");
    }
}
