// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/**
 * What this build is.
 *
 * @param number the version, as in the names of the jars
 * @param revision the commit that it was built from, or "unknown"
 * @param checksum SHA-256 over the jars of the distribution, or "unknown"
 */
public record Version(String number, String revision, String checksum) {
    private static final String UNKNOWN = "unknown";

    /** Reads it from the jar, and from the build's notes in {@code lib/build.properties}. */
    public static Version ofThisBuild() {
        Properties notes = new Properties();
        String home = System.getProperty("millrace.home");
        if (home != null) {
            Path file = Path.of(home, "lib", "build.properties");
            try (InputStream in = Files.newInputStream(file)) {
                notes.load(in);
            } catch (IOException absent) {
                // Jars on somebody's own class path: only the number is known.
            }
        }
        return new Version(
                readNumber(),
                notes.getProperty("revision", UNKNOWN),
                notes.getProperty("checksum", UNKNOWN));
    }

    private static String readNumber() {
        try (InputStream in = Version.class.getResourceAsStream("version.txt")) {
            return in == null
                    ? UNKNOWN
                    : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return UNKNOWN;
        }
    }

    /** One line, for people. */
    public String line() {
        return "Millrace " + number + " (Java " + Runtime.version() + ", " + platform() + ")";
    }

    /** Five lines in the order that scripts know from Flume. */
    public String flumeLines() {
        return String.join(
                "\n",
                "Millrace " + number,
                "Runs flume.conf files of Apache Flume 1.x",
                "Revision: " + revision,
                "Compiled for Java 25, running on Java " + Runtime.version(),
                "From source with checksum " + checksum);
    }

    /** The same for programs. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("product", "Millrace");
        fields.put("version", number);
        fields.put("revision", revision);
        fields.put("checksum", checksum);
        fields.put("java", Runtime.version().toString());
        fields.put("platform", platform());
        return fields;
    }

    private static String platform() {
        return System.getProperty("os.name") + " " + System.getProperty("os.arch");
    }
}
