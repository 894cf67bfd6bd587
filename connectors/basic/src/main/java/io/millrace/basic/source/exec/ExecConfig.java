// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.exec;

import io.millrace.spec.BareNumber;
import io.millrace.spec.ByteSize;
import io.millrace.spec.ComponentSpec;
import io.millrace.spec.Default;
import io.millrace.spec.Defunct;
import io.millrace.spec.Example;
import io.millrace.spec.Key;
import io.millrace.spec.Range;
import io.millrace.spi.ComponentConfig;
import io.millrace.spi.Context;
import io.millrace.spi.Source;

import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Optional;

/**
 * Runs a command and takes each line that it writes as an event.
 *
 * <p>A line ends with a line feed, a carriage return, or both, which do not belong to the body.
 * Empty lines are events, and so is an unterminated last line when the command ends. Lines are
 * handed over as soon as the command pauses, none waits. While a channel is full the command is not
 * read, and has to wait; nothing that was read is lost then.
 *
 * <p>There is no way to go back in the output of a command: what it writes while the agent is down
 * is missing, and what was read and not yet delivered is lost with a memory channel when the agent
 * crashes. To follow a file use the source {@code file}.
 *
 * @param command what to run; without {@code shell} it is split at white space, and quotes, pipes
 *     and wildcards have no meaning
 * @param shell runs the command, so that it may use the shell's language: the shell and its option
 *     for a command
 * @param restart whether to run the command again when it ends
 * @param restartThrottle the pause before that; a number is milliseconds
 * @param logStdErr whether what the command writes to its error output is logged; else it is
 *     dropped
 * @param batchSize the most lines that are handed over together
 * @param charset the encoding of the command's output; bodies keep it
 * @param maxLineLength longer lines are cut to this many bytes; the header {@code truncated} says
 *     how long the line was
 */
@ComponentSpec(
        type = "exec",
        aliases = "org.apache.flume.source.ExecSource",
        defunct =
                @Defunct(
                        key = "batchTimeout",
                        reason =
                                "Lines are handed over as soon as the command pauses; none waits"
                                        + " for a batch to fill."))
public record ExecConfig(
        @Key("command") @Example("vmstat 5") String command,
        @Key("shell") @Example("/bin/sh -c") Optional<String> shell,
        @Key("restart") @Default("false") boolean restart,
        @Key("restartThrottle") @Default("10s") @BareNumber("ms") @Range(min = 0)
                Duration restartThrottle,
        @Key("logStdErr") @Default("false") boolean logStdErr,
        @Key("batchSize") @Default("20") @Range(min = 1, max = 1_000_000) int batchSize,
        @Key("charset") @Default("UTF-8") Charset charset,
        @Key("maxLineLength") @Default("1MiB") @Range(min = 1024, max = 8_388_608)
                ByteSize maxLineLength)
        implements ComponentConfig<Source> {

    public ExecConfig {
        if (command.isBlank()) {
            throw new IllegalArgumentException("command is empty");
        }
    }

    @Override
    public Source create(Context context) {
        return new ExecSource(this, context);
    }
}
