// SPDX-License-Identifier: Apache-2.0
package io.millrace.spec.processor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocCommentTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '$',
            value = {
                "plain text|plain text",
                "{@code a < b}|`a < b`",
                "{@code {\"a\":{}}}|`{\"a\":{}}`",
                "{@code a`b}|`` a`b ``",
                "{@literal <x>}|<x>",
                "{@link java.time.Duration}|`Duration`",
                "{@link String#length()}|`String.length`",
                "{@link #rollEvery}|`rollEvery`",
                "{@link String#length() how long}|how long",
                "{@linkplain String}|String",
                "{@unknown some text}|some text",
                "a {@code open|a {@code open",
                "<b>bold</b> and <em>so</em>|**bold** and *so*",
                "<code>x</code> &lt; y &amp;&amp; z|`x` < y && z",
                "`<b>` and {@code <i>}|`<b>` and `<i>`",
                "<a href=\"https://example.org\">there</a>|[there](https://example.org)",
                "user&#64;host|user@host",
            })
    void makesMarkdownOfTags(String comment, String markdown) {
        assertThat(DocText.toMarkdown(comment)).isEqualTo(markdown);
    }

    @Test
    void joinsLinesOfAParagraphAndKeepsItems() {
        assertThat(
                        DocText.toMarkdown(
                                """
                                 One paragraph
                                 of two lines.

                                 <p>Another one:
                                 <ul>
                                   <li>first
                                       item
                                   <li>second
                                 </ul>
                                 The end.
                                """))
                .isEqualTo(
                        """
                        One paragraph of two lines.

                        Another one:
                        - first item
                        - second

                        The end.\
                        """);
    }

    @Test
    void joinsCodeThatTheFormatterBroke() {
        assertThat(DocText.toMarkdown("named {@code <start of the\n     sink>-<number>} or so"))
                .isEqualTo("named `<start of the sink>-<number>` or so");
    }

    @Test
    void fencesWhatIsPreformatted() {
        assertThat(
                        DocText.toMarkdown(
                                """
                                 Like this:
                                 <pre>{@code
                                 a1.sinks = k1
                                   @b <c>
                                 }</pre>
                                 Done.
                                """))
                .isEqualTo("Like this:\n\n```\na1.sinks = k1\n  @b <c>\n```\n\nDone.");
    }

    @Test
    void partsSummaryFromTheRest() {
        DocComment comment =
                DocComment.parse(" Takes files, e.g. of `a. B`, i.e. all. And more.\n\n Last.");

        assertThat(comment.summary()).isEqualTo("Takes files, e.g. of `a. B`, i.e. all.");
        assertThat(comment.documentation()).isEqualTo("And more.\n\nLast.");
    }

    @Test
    void takesTheFirstParagraphWhereNoSentenceEnds() {
        DocComment comment = DocComment.parse(" Takes files\n\n Last.");

        assertThat(comment.summary()).isEqualTo("Takes files");
        assertThat(comment.documentation()).isEqualTo("Last.");
    }

    @Test
    void readsParametersAndLeavesOtherTags() {
        DocComment comment =
                DocComment.parse(
                        """
                         Takes files.
                         @param one the first
                            of them
                         @since 3
                         @param two {@code
                             @param three} is none
                         @see One
                        """);

        assertThat(comment.parameters())
                .containsOnlyKeys("one", "two")
                .containsEntry("one", "the first of them")
                .containsEntry("two", "`@param three` is none");
        assertThat(comment.documentation()).isEmpty();
    }

    @Test
    void findsNothingWhereThereIsNoComment() {
        assertThat(DocComment.parse(null).summary()).isEmpty();
        assertThat(DocComment.parse(null).parameters()).isEmpty();
    }
}
