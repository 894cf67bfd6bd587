// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi;

import io.millrace.host.Host;

import java.nio.file.Path;
import java.util.List;

/** What the engine hands a component when it is created. Safe for any thread. */
public interface Context {

    /** The name of the agent. */
    String agent();

    /** The component's name in the configuration. */
    String name();

    /** Which of the component's {@link #instances} this is, from 0. */
    int instance();

    /** How many instances of the component run side by side (the key {@code threads}). */
    int instances();

    /**
     * Clock, disk, network and threads. Threads made here carry the component's class loader and
     * name the component; make no others.
     */
    Host host();

    /** Counters and gauges of the component's own. */
    Meters meters();

    /** For a source or its selector and interceptors: the names of its channels, in order. */
    List<String> channels();

    /** For a sink: what an acknowledgement of its channel is worth. */
    Level channelLevel();

    /** For a sink that answers {@link Delivery.Held}. */
    Holdings holdings();

    /**
     * A directory of the component's own for state that outlives the process. It exists only once
     * the component creates it.
     */
    Path stateDirectory();

    /**
     * The directory that the command line named with {@code --conf}, for configuration files of
     * libraries; the working directory if it named none.
     */
    Path configurationDirectory();

    /**
     * Tells the user something, in log, status and metrics; repeats are limited and counted. For
     * failures throw {@link ProblemException} instead.
     *
     * @param problem without a place, which the engine adds
     */
    void report(Problem problem);
}
