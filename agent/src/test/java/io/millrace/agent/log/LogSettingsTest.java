// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

class LogSettingsTest {
    @Test
    void logsToTheConsoleUnlessAFileIsAskedFor() {
        assertThat(settings(Map.of()).file()).isNull();
        assertThat(settings(Map.of("flume.root.logger", "DEBUG,console")))
                .isEqualTo(new LogSettings(Level.DEBUG, Level.DEBUG, LogFormat.TEXT, null));
    }

    @Test
    void keepsAFileThatIsAskedForAndShowsWarningsBesideIt() {
        assertThat(settings(Map.of("flume.root.logger", "INFO,LOGFILE")))
                .isEqualTo(
                        new LogSettings(
                                Level.INFO, Level.WARN, LogFormat.TEXT, Path.of(".", "flume.log")));
        assertThat(settings(Map.of("flume.log.dir", "logs", "flume.log.file", "a.log")).file())
                .isEqualTo(Path.of("logs", "a.log"));
    }

    @Test
    void logsToBothWhereBothAreNamed() {
        var both = settings(Map.of("flume.root.logger", "WARN,console,DAILY"));
        assertThat(both.file()).isNotNull();
        assertThat(both.consoleLevel()).isEqualTo(Level.WARN);
    }

    @Test
    void staysOnTheConsoleWhereOnlyTheConsoleIsNamed() {
        assertThat(
                        settings(
                                        Map.of(
                                                "flume.root.logger", "INFO,console",
                                                "flume.log.dir", "logs"))
                                .file())
                .isNull();
    }

    @Test
    void countsAnUnknownLevelAsInfo() {
        assertThat(settings(Map.of("flume.root.logger", "LOUD,console")).level())
                .isEqualTo(Level.INFO);
        assertThat(LogSettings.level("fatal")).contains(Level.ERROR);
        assertThat(LogSettings.level("loud")).isEmpty();
    }

    @Test
    void raisesTheConsoleWithTheRest() {
        assertThat(settings(Map.of()).at(Level.DEBUG).consoleLevel()).isEqualTo(Level.DEBUG);
        assertThat(
                        settings(Map.of("flume.root.logger", "INFO,LOGFILE"))
                                .at(Level.DEBUG)
                                .consoleLevel())
                .isEqualTo(Level.WARN);
    }

    private static LogSettings settings(Map<String, String> values) {
        var properties = new Properties();
        properties.putAll(values);
        return LogSettings.ofAgent(properties, LogFormat.TEXT);
    }
}
