// SPDX-License-Identifier: Apache-2.0
package io.millrace.basic.source.netcat;

import io.millrace.spec.ComponentSpec;
import io.millrace.spec.Default;
import io.millrace.spec.Example;
import io.millrace.spec.Key;
import io.millrace.spec.Range;
import io.millrace.spi.ComponentConfig;
import io.millrace.spi.Context;
import io.millrace.spi.Source;

import java.nio.charset.Charset;

/**
 * Listens for lines of text over TCP; each line is an event, and is answered.
 *
 * <p>A line ends with a line feed; a carriage return before it stays in the body. What a client
 * leaves without a line feed when it disconnects is dropped. Lines in UTF-8 are taken as the bytes
 * that they are; other encodings become UTF-8.
 *
 * <p>The answer to a line is {@code OK}, once all channels hold its event, or {@code FAILED:} with
 * the reason if they do not take it; the client may send it again. Answers come in the order of the
 * lines. Lines that arrive together are handed over together. A line that is too long is answered
 * with {@code FAILED: Event exceeds the maximum length (512 chars, including newline)}, and the
 * connection is closed.
 *
 * <p>There is no encryption and no authentication: bind to an address that only trusted clients
 * reach.
 *
 * @param bind the address to listen on; {@code 0.0.0.0} is all
 * @param port the port to listen on; 0 takes a free one
 * @param maxLineLength the most characters of a line, its line feed included
 * @param ackEveryEvent whether accepted lines are answered; refused ones always are
 * @param encoding how the clients encode their text
 * @param maxConnections further clients are turned away with a line that says so
 */
@ComponentSpec(type = "netcat", aliases = "org.apache.flume.source.NetcatSource")
public record NetcatConfig(
        @Key("bind") @Example("127.0.0.1") String bind,
        @Key("port") @Range(min = 0, max = 65_535) @Example("44444") int port,
        @Key("max-line-length") @Default("512") @Range(min = 1, max = 8_388_608) int maxLineLength,
        @Key("ack-every-event") @Default("true") boolean ackEveryEvent,
        @Key("encoding") @Default("utf-8") Charset encoding,
        @Key("maxConnections") @Default("10000") @Range(min = 1, max = 1_000_000)
                int maxConnections)
        implements ComponentConfig<Source> {

    @Override
    public Source create(Context context) {
        return new NetcatSource(this, context);
    }
}
