// SPDX-License-Identifier: Apache-2.0
package io.millrace.testing.agent;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;

import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The lines of the log that name the directory of one test, without that name. */
final class LogOfTest implements AutoCloseable {
    private final Logger logger = (Logger) LoggerFactory.getLogger("millrace");
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Keeper keeper;

    private LogOfTest(Path directory) {
        this.keeper = new Keeper(directory.toString());
        keeper.setContext(logger.getLoggerContext());
        keeper.start();
        logger.addAppender(keeper);
    }

    /** Listens from now on. */
    static LogOfTest of(Path directory) {
        return new LogOfTest(directory);
    }

    private final class Keeper extends AppenderBase<ILoggingEvent> {
        private final String directory;

        Keeper(String directory) {
            this.directory = directory;
        }

        @Override
        protected void append(ILoggingEvent event) {
            String line = event.getFormattedMessage();
            if (line.contains(directory)) {
                lines.add(line.replace(directory + "/", ""));
            }
        }
    }

    /** The first line with this code. */
    Optional<String> first(String code) {
        return lines.stream().filter(line -> line.startsWith(code + " ")).findFirst();
    }

    @Override
    public void close() {
        logger.detachAppender(keeper);
        keeper.stop();
    }
}
