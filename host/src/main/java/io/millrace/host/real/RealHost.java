// SPDX-License-Identifier: Apache-2.0
package io.millrace.host.real;

import io.millrace.host.Clock;
import io.millrace.host.Disk;
import io.millrace.host.Host;
import io.millrace.host.Net;
import io.millrace.host.Threads;

/** The machine that this process runs on. */
public record RealHost(Clock clock, Threads threads, Disk disk, Net net) implements Host {

    public RealHost() {
        this(new RealClock(), new RealThreads(), new RealDisk(), new RealNet());
    }
}
