// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.program;

import io.millrace.compat.peer.JavaProcess;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Any other program that takes lines over one TCP connection and writes them into files; see {@link
 * PeerFile} for how it is described.
 *
 * <p>Command and configuration hold placeholders: {@link #DIRECTORY} for the directory of a run,
 * {@link #PORT} for the port on which the lines come, the command also {@link #CONFIGURATION} for
 * the file with the configuration.
 *
 * @param name short; the label of the contender
 * @param command the program and its arguments; it has to stay in the foreground
 * @param versionCommand what prints the version
 * @param configuration what is written to a file before the start
 * @param output a directory below that of the run, made before the start; all files in it count but
 *     hidden ones
 */
public record Peer(
        String name,
        List<String> command,
        List<String> versionCommand,
        Optional<Configuration> configuration,
        String output) {
    static final String DIRECTORY = Flow.DIRECTORY;
    static final String PORT = Flow.PORT;
    static final String CONFIGURATION = "@CONFIGURATION@";

    private static final Pattern VERSION = Pattern.compile("\\d+(\\.\\d+)+");

    /** Daemons lie there, and the PATH of a user often leaves it out. */
    private static final List<String> DAEMONS = List.of("/usr/local/sbin", "/usr/sbin", "/sbin");

    /** A text and the name of the file for it. */
    public record Configuration(String fileName, String text) {}

    /** Where the program of its command is, if it is installed. */
    public Optional<Path> executable() {
        return executable(command.getFirst());
    }

    /** Looks on the PATH, then where daemons lie; a name with a slash is a path already. */
    private static Optional<Path> executable(String program) {
        if (program.contains("/")) {
            return Optional.of(Path.of(program)).filter(Peer::isProgram);
        }
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(Stream.of(path.split(File.pathSeparator)), DAEMONS.stream())
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, program))
                .filter(Peer::isProgram)
                .findFirst();
    }

    private static boolean isProgram(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }

    /** Its name and the first thing in the answer to its version command that looks like one. */
    public String version() {
        try {
            Process asked =
                    new ProcessBuilder(located(versionCommand)).redirectErrorStream(true).start();
            asked.getOutputStream().close();
            String answer =
                    new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher version = VERSION.matcher(answer);
            return version.find() ? name + " " + version.group() : name;
        } catch (IOException e) {
            return name + ", version unknown";
        }
    }

    /**
     * Starts it and returns at once.
     *
     * @param directory exists and holds the directory of the output and nothing else
     * @param port where it shall listen, on the loopback interface
     */
    public JavaProcess start(Path directory, int port) throws IOException {
        Path run = directory.toAbsolutePath().normalize();
        String file = "";
        if (configuration.isPresent()) {
            Path written = run.resolve(configuration.get().fileName);
            Files.writeString(written, filled(configuration.get().text, run, port));
            file = written.toString();
        }
        List<String> words = new ArrayList<>();
        for (String word : located(command)) {
            words.add(filled(word, run, port).replace(CONFIGURATION, file));
        }
        return JavaProcess.start(name, run, words);
    }

    private static List<String> located(List<String> command) {
        List<String> words = new ArrayList<>(command);
        executable(command.getFirst()).ifPresent(found -> words.set(0, found.toString()));
        return words;
    }

    private static String filled(String text, Path directory, int port) {
        return text.replace(DIRECTORY, directory.toString()).replace(PORT, Integer.toString(port));
    }

    /** All of it as one text, for result files. */
    public String describe() {
        return String.join(" ", command)
                + configuration.map(each -> "\n" + each.text.strip()).orElse("");
    }
}
