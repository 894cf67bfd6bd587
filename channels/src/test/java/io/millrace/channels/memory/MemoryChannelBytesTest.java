// SPDX-License-Identifier: Apache-2.0
package io.millrace.channels.memory;

import io.millrace.host.real.RealHost;
import io.millrace.spi.Channel;
import io.millrace.testkit.ChannelBytesContract;

import java.time.Duration;

class MemoryChannelBytesTest extends ChannelBytesContract {

    @Override
    protected Channel create() {
        return new MemoryChannel("c1", 10, 100, Duration.ZERO, new RealHost().clock());
    }
}
