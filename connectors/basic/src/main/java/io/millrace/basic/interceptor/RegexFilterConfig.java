// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.interceptor;

import io.millrace.frame.Batch;
import io.millrace.frame.Run;
import io.millrace.spec.ComponentSpec;
import io.millrace.spec.Default;
import io.millrace.spec.Example;
import io.millrace.spec.Key;
import io.millrace.spi.ComponentConfig;
import io.millrace.spi.Context;
import io.millrace.spi.Interceptor;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Keeps the events in whose body a regular expression is found, or drops them. Bodies are read as
 * UTF-8.
 *
 * @param regex what is looked for, anywhere in the body
 * @param excludeEvents whether the events where it is found are dropped; otherwise all others are
 */
@ComponentSpec(
        type = "regex_filter",
        aliases = {
            "org.apache.flume.interceptor.RegexFilteringInterceptor$Builder",
            "org.apache.flume.interceptor.RegexFilteringInterceptor"
        })
public record RegexFilterConfig(
        @Key("regex") @Default(".*") @Example("\\bERROR\\b") Pattern regex,
        @Key("excludeEvents") @Default("false") boolean excludeEvents)
        implements ComponentConfig<Interceptor> {

    @Override
    public Interceptor create(Context context) {
        return new RegexFilterInterceptor(
                new Search(regex, StandardCharsets.UTF_8, context), excludeEvents);
    }

    private record RegexFilterInterceptor(Search search, boolean exclude) implements Interceptor {

        @Override
        public Batch intercept(Batch batch) {
            return batch.map(this::filter);
        }

        private Run filter(Run run) {
            Search.Cursor cursor = search.over(run);
            return run.select(event ->
                    switch (cursor.find(event)) {
                        case FOUND -> !exclude;
                        case NOT_FOUND -> exclude;
                        case GIVEN_UP -> true;
                    });
        }
    }
}
