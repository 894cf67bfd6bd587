// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi;

import java.io.IOException;

/** What all components have in common. Constructors do no I/O. */
public sealed interface Component extends AutoCloseable
        permits Source, Interceptor, Selector, Channel, Sink {

    /**
     * First I/O: binds, connects, checks directories. Called once, before anything else; if it
     * throws, the component is closed and after a pause a new one is opened.
     *
     * @throws ProblemException with what is wrong and what to do, where the component knows
     */
    default void open() throws IOException, InterruptedException {}

    /** How the component is now; cheap, called from any thread at any time. */
    default Health health() {
        return Health.up();
    }

    /** Ends the component and frees all it holds; from any thread, any number of times. */
    @Override
    default void close() {}
}
