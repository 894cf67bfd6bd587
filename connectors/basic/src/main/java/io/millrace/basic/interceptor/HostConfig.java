// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.interceptor;

import io.millrace.formats.AgentAddress;
import io.millrace.frame.Batch;
import io.millrace.spec.ComponentSpec;
import io.millrace.spec.Default;
import io.millrace.spec.Key;
import io.millrace.spi.ComponentConfig;
import io.millrace.spi.Context;
import io.millrace.spi.Interceptor;
import io.millrace.spi.Problem;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/**
 * Adds a header with the address or the name of the machine that the agent runs on. It is found out
 * once, at the start; if that fails, events go on without the header.
 *
 * @param hostHeader the name of the header
 * @param useIp whether the value is the address; otherwise it is the full name
 * @param preserveExisting whether an event that has the header keeps it
 */
@ComponentSpec(
        type = "host",
        aliases = {
            "org.apache.flume.interceptor.HostInterceptor$Builder",
            "org.apache.flume.interceptor.HostInterceptor"
        })
public record HostConfig(
        @Key("hostHeader") @Default("host") String hostHeader,
        @Key("useIP") @Default("true") boolean useIp,
        @Key("preserveExisting") @Default("false") boolean preserveExisting)
        implements ComponentConfig<Interceptor> {

    @Override
    public Interceptor create(Context context) {
        return new HostInterceptor(this, context, AgentAddress::ofThisMachine);
    }

    /** Finds out the names of the machine. */
    interface AddressLookup {
        AgentAddress find() throws IOException;
    }

    static final class HostInterceptor implements Interceptor {
        private final HostConfig config;
        private final Context context;
        private final AddressLookup lookup;
        private volatile @Nullable String value;

        HostInterceptor(HostConfig config, Context context, AddressLookup lookup) {
            this.config = config;
            this.context = context;
            this.lookup = lookup;
        }

        @Override
        public void open() {
            try {
                AgentAddress address = lookup.find();
                value = config.useIp() ? address.ip() : address.canonicalName();
            } catch (IOException unresolved) {
                context.report(
                        new Problem(
                                "MR-4080",
                                Problem.Severity.WARNING,
                                "",
                                "",
                                "the name of this machine has no address ("
                                        + unresolved.getMessage()
                                        + ")",
                                "Events go on without the header \"" + config.hostHeader() + "\".",
                                "Make the machine's own name resolvable, in /etc/hosts for"
                                    + " instance, and start again; or use an interceptor of type"
                                    + " static."));
            }
        }

        @Override
        public Batch intercept(Batch batch) {
            String host = value;
            return host == null
                    ? batch
                    : ConstantHeader.add(
                            batch, config.hostHeader(), host, config.preserveExisting());
        }
    }
}
