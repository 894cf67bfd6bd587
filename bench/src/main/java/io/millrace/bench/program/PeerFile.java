// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.program;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The description of a {@link Peer}: lines {@code key = value} with the keys {@code name}, {@code
 * command}, {@code version} (the command that prints it), {@code output} and, if the program needs
 * one, {@code configuration} (a file beside it). Empty lines and those that begin with {@code #}
 * say nothing. Blanks separate the words of a command; there are no quotes.
 */
public final class PeerFile {
    private static final String NAME = "name";
    private static final String COMMAND = "command";
    private static final String VERSION = "version";
    private static final String OUTPUT = "output";
    private static final String CONFIGURATION = "configuration";
    private static final List<String> REQUIRED = List.of(NAME, COMMAND, VERSION, OUTPUT);
    private static final String SUFFIX = ".properties";

    private static final Pattern PLACEHOLDER = Pattern.compile("@[A-Z]+@");
    private static final Pattern LABEL = Pattern.compile("[a-z0-9][a-z0-9._-]*");
    private static final List<String> TAKEN_LABELS = List.of("millrace", "flume");

    /** A value and the number of its line. */
    private record Entry(String value, int line) {}

    /** Reads a file beside the description. */
    @FunctionalInterface
    interface Beside {
        String read(String fileName) throws IOException;
    }

    private final String place;
    private final Map<String, Entry> entries = new TreeMap<>();

    private PeerFile(String place) {
        this.place = place;
    }

    /**
     * Reads a description.
     *
     * @param nameOrFile the name of one that comes with the tool, or a file ending in {@code
     *     .properties}
     * @throws IllegalArgumentException if there is none or it is wrong; says where and how
     */
    public static Peer read(String nameOrFile) throws IOException {
        if (!nameOrFile.endsWith(SUFFIX)) {
            String file = nameOrFile + SUFFIX;
            String text = ours(file);
            if (text == null) {
                throw new IllegalArgumentException(
                        "no peer "
                                + nameOrFile
                                + " comes with the tool; one of your own is a file"
                                + " that ends in "
                                + SUFFIX);
            }
            return parse(
                    file,
                    text,
                    beside -> {
                        String found = ours(beside);
                        if (found == null) {
                            throw new NoSuchFileException(beside);
                        }
                        return found;
                    });
        }
        Path file = Path.of(nameOrFile).toAbsolutePath();
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException("the peer's description " + file + " is not there");
        }
        return parse(
                nameOrFile,
                Files.readString(file),
                beside -> Files.readString(file.resolveSibling(beside)));
    }

    private static @Nullable String ours(String file) throws IOException {
        try (InputStream in = PeerFile.class.getResourceAsStream(file)) {
            return in == null ? null : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /**
     * Takes a description apart.
     *
     * @param place how messages call it
     */
    static Peer parse(String place, String text, Beside beside) throws IOException {
        PeerFile file = new PeerFile(place);
        file.split(text);
        return file.peer(beside);
    }

    private void split(String text) {
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            int number = i + 1;
            int equals = line.indexOf('=');
            if (equals < 0) {
                throw wrong(number, "\"" + line + "\" is not of the form key = value");
            }
            String key = line.substring(0, equals).strip();
            String value = line.substring(equals + 1).strip();
            if (!REQUIRED.contains(key) && !key.equals(CONFIGURATION)) {
                throw wrong(
                        number,
                        "there is no key "
                                + key
                                + "; there are "
                                + String.join(", ", REQUIRED)
                                + ", "
                                + CONFIGURATION);
            }
            if (value.isEmpty()) {
                throw wrong(number, key + " has no value");
            }
            Entry before = entries.putIfAbsent(key, new Entry(value, number));
            if (before != null) {
                throw wrong(number, key + " was given in line " + before.line + " already");
            }
        }
    }

    private Peer peer(Beside beside) throws IOException {
        for (String key : REQUIRED) {
            if (!entries.containsKey(key)) {
                throw new IllegalArgumentException(place + ": " + key + " is missing");
            }
        }
        Entry name = entry(NAME);
        if (!LABEL.matcher(name.value).matches() || TAKEN_LABELS.contains(name.value)) {
            throw wrong(
                    name.line,
                    name.value
                            + " is no name: small letters, digits, dots and hyphens, and not "
                            + String.join(" or ", TAKEN_LABELS));
        }
        Entry output = entry(OUTPUT);
        Path below = Path.of(output.value).normalize();
        if (below.isAbsolute() || below.startsWith("..") || below.toString().isEmpty()) {
            throw wrong(output.line, output.value + " is no directory below that of the run");
        }
        Entry command = entry(COMMAND);
        checkPlaceholders(place, command.line, command.value);
        Optional<Peer.Configuration> configuration = configuration(beside);
        boolean usesFile = command.value.contains(Peer.CONFIGURATION);
        if (usesFile != configuration.isPresent()) {
            throw wrong(
                    command.line,
                    usesFile
                            ? Peer.CONFIGURATION
                                    + " is in the command, but "
                                    + CONFIGURATION
                                    + " is missing"
                            : CONFIGURATION
                                    + " is given, but "
                                    + Peer.CONFIGURATION
                                    + " is not in the command");
        }
        if (!command.value.contains(Peer.PORT)
                && configuration.filter(each -> each.text().contains(Peer.PORT)).isEmpty()) {
            throw wrong(
                    command.line,
                    Peer.PORT
                            + " is neither in the command nor in the configuration: the program"
                            + " would not know where to listen");
        }
        return new Peer(
                name.value, words(command), words(entry(VERSION)), configuration, below.toString());
    }

    private Optional<Peer.Configuration> configuration(Beside beside) throws IOException {
        Entry file = entries.get(CONFIGURATION);
        if (file == null) {
            return Optional.empty();
        }
        if (file.value.contains("/")) {
            throw wrong(file.line, file.value + " has to be the name of a file beside this one");
        }
        String text;
        try {
            text = beside.read(file.value);
        } catch (NoSuchFileException e) {
            throw wrong(file.line, "there is no file " + file.value + " beside this one");
        }
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            checkPlaceholders(file.value, i + 1, lines.get(i));
        }
        return Optional.of(new Peer.Configuration(file.value, text));
    }

    private static void checkPlaceholders(String place, int line, String text) {
        Matcher found = PLACEHOLDER.matcher(text);
        List<String> known = List.of(Peer.DIRECTORY, Peer.PORT, Peer.CONFIGURATION);
        while (found.find()) {
            if (!known.contains(found.group())) {
                throw wrong(place, line, found.group() + " is none of " + String.join(", ", known));
            }
        }
    }

    private Entry entry(String key) {
        Entry entry = entries.get(key);
        if (entry == null) {
            throw new IllegalStateException(key);
        }
        return entry;
    }

    private static List<String> words(Entry command) {
        return List.of(command.value.split("\\s+"));
    }

    private IllegalArgumentException wrong(int line, String what) {
        return wrong(place, line, what);
    }

    private static IllegalArgumentException wrong(String place, int line, String what) {
        return new IllegalArgumentException(place + ":" + line + ": " + what);
    }
}
