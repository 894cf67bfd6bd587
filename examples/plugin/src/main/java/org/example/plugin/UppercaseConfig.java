// SPDX-License-Identifier: Apache-2.0
package org.example.plugin;

import io.millrace.spec.ComponentSpec;
import io.millrace.spec.Default;
import io.millrace.spec.Example;
import io.millrace.spec.Key;
import io.millrace.spec.Stability;
import io.millrace.spi.ComponentConfig;
import io.millrace.spi.Context;
import io.millrace.spi.Interceptor;

import java.nio.charset.Charset;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Writes the body of each event in capital letters. Headers stay as they are.
 *
 * @param charset how the bodies are encoded
 * @param only change only bodies in which this is found; without it all are changed
 */
@ComponentSpec(type = "uppercase", stability = Stability.EXPERIMENTAL)
public record UppercaseConfig(
        @Key("charset") @Default("UTF-8") Charset charset,
        @Key("only") @Example("^(warn|error)") Optional<Pattern> only)
        implements ComponentConfig<Interceptor> {

    @Override
    public Interceptor create(Context context) {
        return new UppercaseInterceptor(this);
    }
}
