// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.interceptor;

import io.millrace.frame.Batch;
import io.millrace.frame.Headers;
import io.millrace.frame.Run;
import io.millrace.spec.ComponentSpec;
import io.millrace.spec.Default;
import io.millrace.spec.Example;
import io.millrace.spec.Key;
import io.millrace.spi.ComponentConfig;
import io.millrace.spi.Context;
import io.millrace.spi.Interceptor;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Removes headers: one by name, those of a list, and those whose names match a regular expression.
 *
 * @param withName the name of a header
 * @param fromList names of headers
 * @param fromListSeparator a regular expression that stands between the names of the list
 * @param matching a regular expression that the whole name matches
 */
@ComponentSpec(
        type = "remove_header",
        aliases = {
            "org.apache.flume.interceptor.RemoveHeaderInterceptor$Builder",
            "org.apache.flume.interceptor.RemoveHeaderInterceptor"
        })
public record RemoveHeaderConfig(
        @Key("withName") Optional<String> withName,
        @Key("fromList") @Example("user, token") Optional<String> fromList,
        @Key("fromListSeparator") @Default("\\s*,\\s*") Pattern fromListSeparator,
        @Key("matching") @Example("internal-.*") Optional<Pattern> matching)
        implements ComponentConfig<Interceptor> {

    @Override
    public Interceptor create(Context context) {
        Set<String> names = new HashSet<>();
        withName.ifPresent(names::add);
        fromList.ifPresent(list -> names.addAll(List.of(fromListSeparator.split(list))));
        return new RemoveHeaderInterceptor(Set.copyOf(names), matching);
    }

    private record RemoveHeaderInterceptor(Set<String> names, Optional<Pattern> matching)
            implements Interceptor {

        @Override
        public Batch intercept(Batch batch) {
            return batch.map(this::remove);
        }

        private Run remove(Run run) {
            Headers headers = run.headers();
            for (String name : run.headers().names()) {
                if (names.contains(name)
                        || (matching.isPresent() && matching.get().matcher(name).matches())) {
                    headers = headers.without(name);
                }
            }
            return headers == run.headers() ? run : run.with(headers);
        }
    }
}
