// SPDX-License-Identifier: Apache-2.0
package io.millrace.config;

import io.millrace.spi.ProblemException;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code flume.conf} files: Java properties, whose line numbers are kept. */
public final class ConfigurationReader {

    private ConfigurationReader() {}

    /**
     * Reads files and merges them in their order: of a key that several files set, the last counts.
     *
     * @throws ProblemException if a file cannot be read; a text is never refused for its contents
     */
    public static Configuration read(List<Path> files, Lookups lookups) throws ProblemException {
        List<ConfigurationText> texts = new ArrayList<>();
        for (Path file : files) {
            texts.add(new ConfigurationText(file.toString(), bytes(file)));
        }
        return parse(texts, lookups);
    }

    /** As {@link #read}, of texts that the caller has. */
    public static Configuration parse(List<ConfigurationText> texts, Lookups lookups) {
        List<String> names = texts.stream().map(ConfigurationText::name).toList();
        var problems = new Problems(names);
        Map<String, Entry> merged = new LinkedHashMap<>();
        for (ConfigurationText text : texts) {
            merged.putAll(oneFile(PropertiesParser.parse(text, problems), problems));
        }
        merged.remove("");
        var substitution = new Substitution(merged, lookups, problems);
        substitution.replaceAll();
        return new Configuration(names, AgentText.parse(merged, substitution, problems), problems);
    }

    private static byte[] bytes(Path file) throws ProblemException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw unreadable(file, "there is no such file", e);
        } catch (AccessDeniedException e) {
            throw unreadable(file, "access is denied", e);
        } catch (IOException e) {
            String reason = Files.isDirectory(file) ? "it is a directory" : e.getMessage();
            throw unreadable(file, reason == null ? e.toString() : reason, e);
        }
    }

    private static ProblemException unreadable(Path file, String reason, IOException cause) {
        return new ProblemException(
                Code.UNREADABLE.number,
                "configuration file \"" + file + "\" cannot be read: " + reason,
                "nothing is started",
                "name an existing file that this user may read (looked for as "
                        + file.toAbsolutePath()
                        + ")",
                cause);
    }

    /** The properties of one file, each key once; tells of those that stand there again. */
    private static Map<String, Entry> oneFile(List<Entry> entries, Problems problems) {
        Map<String, Entry> byKey = new LinkedHashMap<>();
        for (Entry entry : entries) {
            Entry earlier = byKey.put(entry.key(), entry);
            if (earlier == null || entry.key().indexOf('.') < 0) {
                continue;
            }
            String again =
                    entry.key()
                            + " is set on line "
                            + earlier.line()
                            + " and again on line "
                            + entry.line();
            if (earlier.value().equals(entry.value())) {
                problems.add(
                        Code.SAME_KEY_SAME_VALUE,
                        entry,
                        again + ", to the same value",
                        "none",
                        "remove one of the lines");
            } else {
                problems.add(
                        Code.SAME_KEY_OTHER_VALUE,
                        entry,
                        entry.key()
                                + " is set on line "
                                + earlier.line()
                                + " (\""
                                + earlier.shown()
                                + "\") and again on line "
                                + entry.line()
                                + " (\""
                                + entry.shown()
                                + "\")",
                        "the last one counts",
                        "remove one of the lines; if another component was meant, give it a name"
                                + " of its own and list it");
            }
        }
        return byKey;
    }
}
