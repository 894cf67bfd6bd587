// SPDX-License-Identifier: Apache-2.0

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.JavaFormatterOptions;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Checks or rewrites the layout of all Java files below a directory; run by the root pom straight
 * from source, once for the whole tree.
 *
 * <p>Arguments: {@code check} or {@code apply}, the directory to walk, the directory for results,
 * and the version of the formatter. {@code check} prints the files that are laid out differently
 * and lists them in {@code unformatted.txt}; the build fails in the end if that list has a line.
 * Digests of contents that were found in order are kept in {@code formatted-digests.txt}, so that
 * the next run reads every file but formats only what changed.
 */
public final class FormatSources {
    private static final Set<String> SKIPPED = Set.of("target", ".git", ".mvn");

    public static void main(String[] args) throws Exception {
        boolean apply = args[0].equals("apply");
        Path results = Files.createDirectories(Path.of(args[2]));
        Path digests = results.resolve("formatted-digests.txt");
        String version = "google-java-format " + args[3];

        Set<String> known = ConcurrentHashMap.newKeySet();
        if (Files.exists(digests)) {
            List<String> lines = Files.readAllLines(digests);
            if (!lines.isEmpty() && lines.getFirst().equals(version)) {
                known.addAll(lines);
            }
        }
        Set<String> seen = ConcurrentHashMap.newKeySet();
        Set<String> unformatted = ConcurrentHashMap.newKeySet();
        Set<String> broken = ConcurrentHashMap.newKeySet();
        sources(Path.of(args[1])).parallelStream()
                .forEach(file -> {
                    try {
                        var digest = digest(Files.readString(file));
                        if (!known.contains(digest)) {
                            digest = format(file, apply, unformatted);
                        }
                        if (digest != null) {
                            seen.add(digest);
                        }
                    } catch (IOException | FormatterException e) {
                        broken.add(file + ": " + e.getMessage());
                    }
                });

        var kept = new HashSet<String>(seen);
        kept.addAll(known);
        kept.remove(version);
        Files.writeString(digests, version + "\n" + lines(kept));
        Files.writeString(
                results.resolve("unformatted.txt"),
                (apply ? "" : lines(unformatted)) + lines(broken));
        String verb = apply ? "[INFO] formatted " : "[ERROR] not formatted: ";
        new TreeSet<>(unformatted).forEach(file -> System.out.println(verb + file));
        new TreeSet<>(broken).forEach(file -> System.out.println("[ERROR] cannot format " + file));
        if (apply && !broken.isEmpty()) {
            System.exit(1);
        }
    }

    /** The digest of the contents if they are in order when this returns, else null. */
    private static String format(Path file, boolean apply, Set<String> unformatted)
            throws IOException, FormatterException {
        String before = Files.readString(file);
        var options = JavaFormatterOptions.builder().style(JavaFormatterOptions.Style.AOSP).build();
        String after = new Formatter(options).formatSourceAndFixImports(before);
        if (after.equals(before)) {
            return digest(before);
        }
        unformatted.add(file.normalize().toString());
        if (!apply) {
            return null;
        }
        Files.writeString(file, after);
        return digest(after);
    }

    private static List<Path> sources(Path root) throws IOException {
        var found = new ArrayList<Path>();
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path directory, BasicFileAttributes facts) {
                        return SKIPPED.contains(directory.getFileName().toString())
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes facts) {
                        if (file.toString().endsWith(".java")) {
                            found.add(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        return found;
    }

    private static String digest(String text) throws IOException {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IOException(e);
        }
    }

    private static String lines(Set<String> values) {
        var text = new StringBuilder();
        new TreeSet<>(values).forEach(value -> text.append(value).append('\n'));
        return text.toString();
    }
}
