// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.log;

import ch.qos.logback.classic.Level;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/**
 * Where the log goes. The console is standard error; results have standard output for themselves.
 *
 * @param level of all loggers that have none of their own
 * @param consoleLevel what the console shows at least; the level, or a higher one beside a file
 * @param format of the console; a file is always text
 * @param file rolled by size and day, or null
 */
public record LogSettings(Level level, Level consoleLevel, LogFormat format, @Nullable Path file) {
    private static final String ROOT = "flume.root.logger";
    private static final String DIRECTORY = "flume.log.dir";
    private static final String FILE = "flume.log.file";

    /** For commands that print results: only what goes wrong. */
    public static LogSettings ofCommand() {
        return new LogSettings(Level.WARN, Level.WARN, LogFormat.TEXT, null);
    }

    /**
     * For an agent, from the properties that users of Flume pass. A log file is kept only if one of
     * them asks for it: {@code flume.root.logger=INFO,LOGFILE} (or {@code DAILY}), {@code
     * flume.log.dir} or {@code flume.log.file}. Beside a file the console shows warnings and
     * errors, unless {@code flume.root.logger} names the console too. A level that does not exist
     * counts as INFO.
     */
    public static LogSettings ofAgent(Properties properties, LogFormat format) {
        Level level = Level.INFO;
        boolean namesConsole = false;
        boolean namesFile = false;
        String root = properties.getProperty(ROOT, "");
        for (String part : root.split(",")) {
            String word = part.strip().toUpperCase(Locale.ROOT);
            switch (word) {
                case "CONSOLE" -> namesConsole = true;
                case "LOGFILE", "DAILY" -> namesFile = true;
                default -> level = level(word).orElse(level);
            }
        }
        boolean placesFile = properties.containsKey(DIRECTORY) || properties.containsKey(FILE);
        boolean keepsFile = namesFile || (placesFile && !namesConsole);
        Path file =
                keepsFile
                        ? Path.of(
                                properties.getProperty(DIRECTORY, "."),
                                properties.getProperty(FILE, "flume.log"))
                        : null;
        Level console = keepsFile && !namesConsole ? Level.WARN : level;
        return new LogSettings(level, console, format, file);
    }

    /** The same with another level for everything. */
    public LogSettings at(Level other) {
        return new LogSettings(other, consoleLevel == level ? other : consoleLevel, format, file);
    }

    /** The level that a word means, without case; FATAL, which Flume knew, is ERROR. */
    public static Optional<Level> level(String word) {
        return switch (word.toUpperCase(Locale.ROOT)) {
            case "ALL", "TRACE" -> Optional.of(Level.TRACE);
            case "DEBUG" -> Optional.of(Level.DEBUG);
            case "INFO" -> Optional.of(Level.INFO);
            case "WARN", "WARNING" -> Optional.of(Level.WARN);
            case "ERROR", "FATAL" -> Optional.of(Level.ERROR);
            case "OFF" -> Optional.of(Level.OFF);
            default -> Optional.empty();
        };
    }
}
