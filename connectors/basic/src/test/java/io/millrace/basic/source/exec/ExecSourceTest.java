// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.spec.ByteSize;
import io.millrace.spi.ProblemException;
import io.millrace.spi.RefusedException;
import io.millrace.spi.Source;
import io.millrace.testkit.ManualClock;
import io.millrace.testkit.RecordingEmitter;
import io.millrace.testkit.RunningSource;
import io.millrace.testkit.TestContext;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;

class ExecSourceTest {
    private TestContext context = TestContext.named("e1");
    private final RecordingEmitter out = new RecordingEmitter();
    private RunningSource running;

    @AfterEach
    void end() {
        if (running != null) {
            running.close();
        }
    }

    private static ExecConfig shell(String script, boolean restart, Charset charset) {
        return new ExecConfig(
                script,
                Optional.of("/bin/sh -c"),
                restart,
                Duration.ofMillis(10),
                true,
                20,
                charset,
                new ByteSize(1024));
    }

    private void start(ExecConfig config) throws Exception {
        running = RunningSource.start(config.create(context), out);
    }

    private void runToEnd(String script) throws Exception {
        start(shell(script, false, StandardCharsets.UTF_8));
        running.awaitEnd();
        assertThat(running.failure()).isNull();
    }

    @Test
    void splitsAtEveryKindOfLineEnd() throws Exception {
        runToEnd("printf 'unix\\n\\nwindows\\r\\nmac\\rlast'");
        assertThat(out.texts()).containsExactly("unix", "", "windows", "mac", "last");
    }

    @Test
    void splitsACommandWithoutShellAtWhiteSpace() throws Exception {
        start(
                new ExecConfig(
                        "  echo   \"a  b\" * ",
                        Optional.empty(),
                        false,
                        Duration.ZERO,
                        false,
                        20,
                        StandardCharsets.UTF_8,
                        new ByteSize(1024)));
        running.awaitEnd();
        assertThat(out.texts()).containsExactly("\"a b\" *");
    }

    @Test
    void handsOverALoneLineWhileTheCommandRuns() throws Exception {
        start(shell("echo early; read never", false, StandardCharsets.UTF_8));
        out.awaitEvents(1);
        assertThat(out.texts()).containsExactly("early");
        running.stop();
    }

    @Test
    void handsOverNoMoreLinesTogetherThanTheBatchSize() throws Exception {
        runToEnd("seq 1 1000");
        assertThat(out.texts())
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 1000).mapToObj(Integer::toString).toList());
        assertThat(out.batches()).extracting(batch -> batch.size()).allMatch(size -> size <= 20);
        assertThat(out.batches()).hasSizeLessThan(200);
    }

    @Test
    void losesNothingWhileTheChannelIsFullOrRefuses() throws Exception {
        context = context.with(ManualClock.selfAdvancing(0));
        out.block();
        out.refuseNext(new RefusedException("interceptor i1 failed", null));
        start(shell("seq 1 50000", false, StandardCharsets.UTF_8));
        out.awaitBlocked();
        out.unblock();
        running.awaitEnd();
        assertThat(out.texts())
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 50_000).mapToObj(Integer::toString).toList());
        assertThat(context.codes()).containsExactly("MR-2001", "MR-2021");
    }

    @Test
    void saysThatTheCommandEnded() throws Exception {
        runToEnd("echo done; exit 3");
        assertThat(context.problems()).hasSize(1);
        assertThat(context.problems().getFirst().code()).isEqualTo("MR-2021");
        assertThat(context.problems().getFirst().what()).contains("exit code 3");
        assertThat(context.problems().getFirst().effect()).contains("has ended");
    }

    @Test
    void runsTheCommandAgain() throws Exception {
        start(shell("echo again", true, StandardCharsets.UTF_8));
        out.awaitEvents(3);
        running.stop();
        assertThat(out.texts()).startsWith("again", "again", "again");
        assertThat(context.codes()).isEmpty();
    }

    @Test
    void waitsBeforeItRunsTheCommandAgain() throws Exception {
        ManualClock clock = ManualClock.at(0);
        context = context.with(clock);
        start(shell("echo once", true, StandardCharsets.UTF_8));
        out.awaitEvents(1);
        clock.awaitSleepers(1);
        assertThat(out.texts()).containsExactly("once");
        clock.advance(Duration.ofMillis(10));
        out.awaitEvents(2);
        running.stop();
    }

    @Test
    void endsTheCommandAndItsChildren() throws Exception {
        start(shell("sleep 1000 & echo $!; wait", false, StandardCharsets.UTF_8));
        out.awaitEvents(1);
        long child = Long.parseLong(out.texts().getFirst());
        assertThat(ProcessHandle.of(child)).isPresent();
        running.stop();
        ProcessHandle.of(child).ifPresent(process -> process.onExit().join());
        assertThat(ProcessHandle.of(child).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void killsACommandThatDoesNotWantToEnd() throws Exception {
        start(
                shell(
                        "trap '' TERM; echo ready; while :; do read never || sleep 1000; done",
                        false,
                        StandardCharsets.UTF_8));
        out.awaitEvents(1);
        running.kill();
        running.awaitEnd();
    }

    @Test
    void handsOverWhatTheCommandWritesAtItsEnd() throws Exception {
        start(
                shell(
                        "trap 'echo farewell; exit 0' TERM; echo ready; while :; do sleep 0.01;"
                                + " done",
                        false,
                        StandardCharsets.UTF_8));
        out.awaitEvents(1);
        running.stop();
        assertThat(out.texts()).containsExactly("ready", "farewell");
        assertThat(context.codes()).isEmpty();
    }

    @Test
    void explainsACommandThatDoesNotExist() {
        ExecConfig config =
                new ExecConfig(
                        "/no/such/program -x",
                        Optional.empty(),
                        false,
                        Duration.ZERO,
                        false,
                        20,
                        StandardCharsets.UTF_8,
                        new ByteSize(1024));
        assertThatThrownBy(() -> config.create(context).open())
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("MR-2020")
                .hasMessageContaining("/no/such/program");
    }

    @Test
    void cutsLinesThatAreTooLong() throws Exception {
        runToEnd("head -c 200000 /dev/zero | tr '\\0' x; echo; echo next");
        assertThat(out.texts()).containsExactly("x".repeat(1024), "next");
        assertThat(out.events().getFirst().header("truncated")).isEqualTo("200000");
        assertThat(out.events().getLast().headers()).isEmpty();
    }

    @Test
    void keepsTheBytesOfTheCharset() throws Exception {
        start(shell("printf 'Gr\\374n\\n'", false, StandardCharsets.ISO_8859_1));
        running.awaitEnd();
        assertThat(out.events().getFirst().body())
                .isEqualTo("Grün".getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void findsTheLinesOfWideCharsets() throws Exception {
        start(shell("printf 'a\\000\\n\\000b\\000\\n\\000'", false, StandardCharsets.UTF_16LE));
        running.awaitEnd();
        assertThat(out.events())
                .extracting(event -> new String(event.body(), StandardCharsets.UTF_16LE))
                .containsExactly("a", "b");
    }

    @Test
    void advisesAgainstTail() throws Exception {
        TestContext other = TestContext.named("e2");
        Source source =
                new ExecConfig(
                                "tail -F /dev/null",
                                Optional.empty(),
                                false,
                                Duration.ZERO,
                                false,
                                20,
                                StandardCharsets.UTF_8,
                                new ByteSize(1024))
                        .create(other);
        source.open();
        source.close();
        assertThat(other.codes()).containsExactly("MR-2022");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tail -F /var/log/app.log",
                "/usr/bin/tail -n 0 -f x",
                "tail -n0 --follow=name x",
                "cd /var/log; tail -100f app.log | grep ERROR",
                "tail -n +1 -F x"
            })
    void recognisesTail(String command) {
        assertThat(Command.isTail(command)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cat x", "tail -n 5 x", "retail -f x", "tail x", "echo tail"})
    void takesNothingElseForTail(String command) {
        assertThat(Command.isTail(command)).isFalse();
    }
}
