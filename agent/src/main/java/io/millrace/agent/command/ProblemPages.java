// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.command;

import io.millrace.agent.Main;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/** The pages of docs/problems, which lie in the jar: one for each code. */
final class ProblemPages {
    private static final String DIRECTORY = "META-INF/millrace/problems/";
    private static final String END = ".md";

    private ProblemPages() {}

    /** A page. The title is its first line, without the code. */
    record Page(String code, String title, String text) {
        static Page of(String code, String text) {
            String first = text.lines().findFirst().orElse("").replaceFirst("^#+\\s*", "");
            String title =
                    first.startsWith(code)
                            ? first.substring(code.length()).replaceFirst("^[:\\s]+", "")
                            : first;
            return new Page(code, title, text);
        }
    }

    /** The page of a code; {@code mr-1042}, {@code MR1042} and {@code 1042} mean it too. */
    static Optional<Page> find(String text) throws IOException {
        String digits = text.toUpperCase(Locale.ROOT).replaceFirst("^MR-?", "");
        if (!digits.matches("\\d{4}")) {
            return Optional.empty();
        }
        String code = "MR-" + digits;
        ClassLoader loader = ProblemPages.class.getClassLoader();
        try (InputStream in = loader.getResourceAsStream(DIRECTORY + code + END)) {
            return in == null
                    ? Optional.empty()
                    : Optional.of(
                            Page.of(code, new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        }
    }

    /** All pages by code. */
    static List<Page> all() throws IOException {
        List<Page> pages = new ArrayList<>();
        for (String code : codes()) {
            find(code).ifPresent(pages::add);
        }
        return pages;
    }

    private static List<String> codes() throws IOException {
        Path place;
        try {
            URL source = Main.class.getProtectionDomain().getCodeSource().getLocation();
            place = Path.of(source.toURI());
        } catch (URISyntaxException e) {
            throw new IOException("the place of the program has no path", e);
        }
        if (Files.isDirectory(place)) {
            Path pages = place.resolve(DIRECTORY);
            if (!Files.isDirectory(pages)) {
                return List.of();
            }
            try (Stream<Path> files = Files.list(pages)) {
                return codes(files.map(file -> file.getFileName().toString()));
            }
        }
        try (ZipFile jar = new ZipFile(place.toFile())) {
            return codes(
                    jar.stream()
                            .map(entry -> entry.getName())
                            .filter(name -> name.startsWith(DIRECTORY))
                            .map(name -> name.substring(DIRECTORY.length())));
        }
    }

    private static List<String> codes(Stream<String> names) {
        return names.filter(name -> name.endsWith(END))
                .map(name -> name.substring(0, name.length() - END.length()))
                .sorted()
                .toList();
    }
}
