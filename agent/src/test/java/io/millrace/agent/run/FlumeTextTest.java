// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Properties;

class FlumeTextTest {
    @Test
    void readsTypeAndSettings() throws Exception {
        assertThat(Expression.parse("netcat:port=44444,bind=0.0.0.0"))
                .isEqualTo(new Expression("netcat", Map.of("port", "44444", "bind", "0.0.0.0")));
        assertThat(Expression.parse("logger").settings()).isEmpty();
        assertThat(Expression.parse("org.example.Mine:a.b=c").type()).isEqualTo("org.example.Mine");
    }

    @Test
    void keepsCommasColonsAndEqualsSignsInValues() throws Exception {
        assertThat(Expression.parse("exec:command=cut -d: -f1,2 a=b,shell=/bin/sh -c").settings())
                .containsEntry("command", "cut -d: -f1,2 a=b")
                .containsEntry("shell", "/bin/sh -c");
    }

    @Test
    void refusesWhatIsNoExpression() {
        for (String text : List.of("netcat:44444", ":port=1", "port=1", "", "seq:=1")) {
            assertThatThrownBy(() -> Expression.parse(text))
                    .isInstanceOfSatisfying(
                            Expression.BadExpression.class,
                            e -> assertThat(e.problem().code()).isEqualTo("MR-6305"));
        }
    }

    @Test
    void givesEachSinkAChannelAndEverySourceAll() throws Exception {
        Properties file =
                load(
                        FlumeText.of(
                                "run",
                                List.of(Expression.parse("seq"), Expression.parse("stress")),
                                Expression.parse("memory:capacity=10"),
                                List.of(Expression.parse("logger"), Expression.parse("null"))));
        assertThat(file)
                .containsEntry("run.sources", "r1 r2")
                .containsEntry("run.sources.r2.channels", "c1 c2")
                .containsEntry("run.channels.c2.capacity", "10")
                .containsEntry("run.sinks.k2.type", "null")
                .containsEntry("run.sinks.k2.channel", "c2");
    }

    @Test
    void writesBackslashesSoThatTheyAreReadBack() throws Exception {
        String regex = "^\\d+\\s$";
        Properties file =
                load(
                        FlumeText.of(
                                "run",
                                List.of(Expression.parse("seq:regex=" + regex)),
                                Expression.parse("memory"),
                                List.of(Expression.parse("logger"))));
        assertThat(file).containsEntry("run.sources.r1.regex", regex);
    }

    private static Properties load(String text) throws IOException {
        var file = new Properties();
        file.load(new StringReader(text));
        return file;
    }
}
