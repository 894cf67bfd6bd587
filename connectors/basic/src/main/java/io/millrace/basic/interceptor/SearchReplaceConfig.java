// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.interceptor;

import io.millrace.frame.Batch;
import io.millrace.frame.BlockBuilder;
import io.millrace.frame.Run;
import io.millrace.spec.ComponentSpec;
import io.millrace.spec.Default;
import io.millrace.spec.Example;
import io.millrace.spec.Key;
import io.millrace.spi.ComponentConfig;
import io.millrace.spi.Context;
import io.millrace.spi.Interceptor;

import org.jspecify.annotations.Nullable;

import java.nio.charset.Charset;
import java.util.regex.Pattern;

/**
 * Replaces all that a regular expression finds in the bodies.
 *
 * @param searchPattern what is looked for
 * @param replaceString what stands there instead; {@code $1} is the text of the first group, a
 *     backslash takes the next character as it is
 * @param charset the character set of the bodies
 */
@ComponentSpec(
        type = "search_replace",
        aliases = {
            "org.apache.flume.interceptor.SearchAndReplaceInterceptor$Builder",
            "org.apache.flume.interceptor.SearchAndReplaceInterceptor"
        })
public record SearchReplaceConfig(
        @Key("searchPattern") @Example("password=\\S+") Pattern searchPattern,
        @Key("replaceString") @Default("") @Example("password=***") String replaceString,
        @Key("charset") @Default("UTF-8") Charset charset)
        implements ComponentConfig<Interceptor> {

    /** Refuses a replacement that names a group that there is not. */
    public SearchReplaceConfig {
        int groups = searchPattern.matcher("").groupCount();
        for (int at = 0; at < replaceString.length(); at++) {
            char c = replaceString.charAt(at);
            if (c == '\\' && ++at == replaceString.length()) {
                throw new IllegalArgumentException(
                        "replaceString ends with a backslash that takes nothing; write two");
            }
            if (c == '$') {
                at = checkGroup(searchPattern, replaceString, at + 1, groups);
            }
        }
    }

    /** Returns the index of the last character of the reference that begins at {@code at}. */
    private static int checkGroup(Pattern pattern, String text, int at, int groups) {
        if (at < text.length() && text.charAt(at) == '{') {
            int end = text.indexOf('}', at);
            if (end > 0 && pattern.namedGroups().containsKey(text.substring(at + 1, end))) {
                return end;
            }
        } else if (at < text.length() && Character.isDigit(text.charAt(at))) {
            if (text.charAt(at) - '0' <= groups) {
                return at;
            }
        }
        throw new IllegalArgumentException(
                "replaceString \""
                        + text
                        + "\" names a group with $ that searchPattern does not have (it has "
                        + groups
                        + "); a $ that is meant as such is written \\$");
    }

    @Override
    public Interceptor create(Context context) {
        return new SearchReplaceInterceptor(
                new Search(searchPattern, charset, context), replaceString, charset);
    }

    private record SearchReplaceInterceptor(Search search, String replacement, Charset charset)
            implements Interceptor {

        @Override
        public Batch intercept(Batch batch) {
            return batch.map(this::replace);
        }

        /** The run itself if nothing was found; else one over a block with new bodies. */
        private Run replace(Run run) {
            Search.Cursor cursor = search.over(run);
            byte @Nullable [][] changed = null;
            for (int event = 0; event < run.size(); event++) {
                byte[] body = replaced(cursor, event);
                if (body != null) {
                    if (changed == null) {
                        changed = new byte[run.size()][];
                    }
                    changed[event] = body;
                }
            }
            return changed == null ? run : rewrite(run, changed);
        }

        private byte @Nullable [] replaced(Search.Cursor cursor, int event) {
            Search.Outcome outcome = cursor.find(event);
            if (outcome != Search.Outcome.FOUND) {
                return null;
            }
            StringBuilder text = new StringBuilder();
            try {
                while (outcome == Search.Outcome.FOUND) {
                    cursor.match().appendReplacement(text, replacement);
                    outcome = cursor.next(event);
                }
                if (outcome == Search.Outcome.GIVEN_UP) {
                    return null;
                }
                cursor.match().appendTail(text);
            } catch (BoundedText.OverBudget copied) {
                return null;
            }
            return text.toString().getBytes(charset);
        }

        /** Events that are not of the run keep their place in the block, without a body. */
        private static Run rewrite(Run run, byte[][] changed) {
            int events = run.block().events();
            BlockBuilder bodies = new BlockBuilder(Math.toIntExact(run.bodyBytes()) + 64, events);
            int[] owner = new int[events];
            for (int event = 0; event < run.size(); event++) {
                owner[run.blockIndex(event)] = event + 1;
            }
            for (int index = 0; index < events; index++) {
                int event = owner[index] - 1;
                if (event < 0) {
                    bodies.mark(bodies.used(), 0);
                } else if (changed[event] != null) {
                    bodies.append(changed[event]);
                } else {
                    bodies.append(run.array(), run.bodyStart(event), run.bodyLength(event));
                }
            }
            return run.on(bodies.buildFor(run.block()));
        }
    }
}
