// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.interceptor;

import io.millrace.frame.Batch;
import io.millrace.frame.Column;
import io.millrace.frame.Headers;
import io.millrace.frame.Run;
import io.millrace.spec.ComponentSpec;
import io.millrace.spec.Example;
import io.millrace.spec.Key;
import io.millrace.spi.ComponentConfig;
import io.millrace.spi.Context;
import io.millrace.spi.Interceptor;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Makes headers of what the groups of a regular expression find in the body, read as UTF-8. Only
 * the first match counts; an event without a match goes on unchanged.
 *
 * @param regex what is looked for, with a group for each header
 * @param serializers a name for each group, in their order; groups beyond are left out
 * @param options for each of these names {@code <name>.name}, the header (required), and {@code
 *     <name>.type}: {@code default} takes the text as it is, {@code millis} reads it as a time with
 *     the pattern {@code <name>.pattern} and gives milliseconds since 1970-01-01 UTC
 */
@ComponentSpec(
        type = "regex_extractor",
        aliases = {
            "org.apache.flume.interceptor.RegexExtractorInterceptor$Builder",
            "org.apache.flume.interceptor.RegexExtractorInterceptor"
        })
public record RegexExtractorConfig(
        @Key("regex") @Example("^(\\S+) (\\d+)") Pattern regex,
        @Key("serializers") @Example("s1 s2") List<String> serializers,
        @Key("serializers.*") @Example("s1.name = host") Map<String, String> options)
        implements ComponentConfig<Interceptor> {

    /** Refuses serializers that are not there, lack a name, or have no such type. */
    public RegexExtractorConfig {
        serializers = List.copyOf(serializers);
        options = Map.copyOf(options);
        if (serializers.isEmpty()) {
            throw new IllegalArgumentException(
                    "serializers is empty; name one for each group of regex, such as"
                            + " \"serializers = s1 s2\"");
        }
        if (regex.matcher("").groupCount() == 0) {
            throw new IllegalArgumentException(
                    "regex \"" + regex + "\" has no group; put what a header is made of into ( )");
        }
        targets(serializers, options);
    }

    /** Where the text of a group goes. */
    record Target(String header, GroupText text) {}

    private static List<Target> targets(List<String> names, Map<String, String> options) {
        List<Target> targets = new ArrayList<>();
        for (String name : names) {
            String header = options.get(name + ".name");
            if (header == null || header.isBlank()) {
                throw new IllegalArgumentException(
                        "serializers." + name + ".name is not set; it names the header");
            }
            targets.add(
                    new Target(header.strip(), GroupText.of("serializers." + name, name, options)));
        }
        return targets;
    }

    @Override
    public Interceptor create(Context context) {
        return new RegexExtractorInterceptor(
                new Search(regex, StandardCharsets.UTF_8, context),
                targets(serializers, options),
                context);
    }

    private record RegexExtractorInterceptor(Search search, List<Target> targets, Context context)
            implements Interceptor {

        @Override
        public Batch intercept(Batch batch) {
            return batch.map(this::extract);
        }

        private Run extract(Run run) {
            Search.Cursor cursor = search.over(run);
            int used = Math.min(targets.size(), cursor.match().groupCount());
            @Nullable String[][] values = new String[used][];
            boolean found = false;
            for (int event = 0; event < run.size(); event++) {
                if (cursor.find(event) != Search.Outcome.FOUND) {
                    continue;
                }
                for (int i = 0; i < used; i++) {
                    String text = cursor.match().group(i + 1);
                    String value = text == null ? null : targets.get(i).text().of(text, context);
                    if (value == null) {
                        continue;
                    }
                    if (values[i] == null) {
                        values[i] = new String[run.block().events()];
                    }
                    values[i][run.blockIndex(event)] = value;
                    found = true;
                }
            }
            return found ? run.with(headers(run.headers(), values)) : run;
        }

        private Headers headers(Headers before, @Nullable String[][] values) {
            Headers headers = before;
            for (int i = 0; i < values.length; i++) {
                if (values[i] != null) {
                    headers = headers.with(targets.get(i).header(), Column.of(values[i]));
                }
            }
            return headers;
        }
    }
}
