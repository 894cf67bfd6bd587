// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.util.FileSize;

import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.time.ZoneId;

/**
 * Configures Logback in code: a file in XML would be parsed at each start. Logback finds this class
 * by its service loader at the first logger. Who names a file of his own with {@code
 * -Dlogback.configurationFile} gets that instead.
 */
public final class Logging extends ContextAwareBase implements Configurator {
    // Written by the main thread before it touches a logger; Logback gives the constructor nothing.
    private static volatile LogSettings settings = LogSettings.ofCommand();

    /** Called by Logback. */
    public Logging() {}

    /** Settles where the log goes. Of no effect once there is a logger. */
    public static void choose(LogSettings chosen) {
        settings = chosen;
    }

    /** Changes the level of all loggers at run time. */
    public static void setLevel(Level level) {
        if (LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
            root.setLevel(level);
        }
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (System.getProperty("logback.configurationFile") != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        LogSettings chosen = settings;
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(chosen.level());
        // Hadoop says at each start that it has no native code, which nobody here misses, and takes
        // a line for each thing that it does.
        context.getLogger("org.apache.hadoop").setLevel(Level.WARN);
        context.getLogger("org.apache.hadoop.util.NativeCodeLoader").setLevel(Level.ERROR);
        // What these say at each retry comes once, as a problem of the sink.
        context.getLogger("org.apache.hadoop.fs.FileSystem").setLevel(Level.ERROR);
        context.getLogger("org.apache.hadoop.conf.Configuration").setLevel(Level.OFF);
        root.addAppender(console(context, chosen));
        Path file = chosen.file();
        if (file != null) {
            root.addAppender(file(context, file));
        }
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static Appender<ILoggingEvent> console(LoggerContext context, LogSettings chosen) {
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setName("console");
        appender.setTarget("System.err");
        appender.setEncoder(line(context, chosen.format()));
        if (chosen.consoleLevel() != chosen.level()) {
            ThresholdFilter filter = new ThresholdFilter();
            filter.setLevel(chosen.consoleLevel().toString());
            filter.start();
            appender.addFilter(filter);
        }
        appender.start();
        return appender;
    }

    /** A new file each day and each 100 MB; together they keep to 1 GB. */
    private static Appender<ILoggingEvent> file(LoggerContext context, Path file) {
        RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
        appender.setContext(context);
        appender.setName("file");
        appender.setFile(file.toString());
        appender.setEncoder(line(context, LogFormat.TEXT));
        SizeAndTimeBasedRollingPolicy<ILoggingEvent> rolling =
                new SizeAndTimeBasedRollingPolicy<>();
        rolling.setContext(context);
        rolling.setParent(appender);
        rolling.setFileNamePattern(file + ".%d{yyyy-MM-dd}.%i");
        rolling.setMaxFileSize(FileSize.valueOf("100MB"));
        rolling.setTotalSizeCap(FileSize.valueOf("1GB"));
        rolling.setMaxHistory(365);
        rolling.start();
        appender.setRollingPolicy(rolling);
        appender.start();
        return appender;
    }

    private static LogLine line(LoggerContext context, LogFormat format) {
        LogLine line = new LogLine(format, ZoneId.systemDefault());
        line.setContext(context);
        line.start();
        return line;
    }
}
