// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench;

import io.millrace.bench.limit.Limit;

import java.io.IOException;
import java.util.List;

/** A comparison of several contenders that do the same work. */
public interface Scenario {
    /** As the command line names it. */
    String name();

    /** What is done, in one sentence. */
    String description();

    /** What every trial measures; noise and "no difference" are about the first. */
    List<Metric> metrics();

    /** Who is compared; the first one runs against itself to learn the noise. */
    List<Contender> contenders();

    /** What has to be reached. */
    List<Bar> bars();

    /** Whether it runs only if it was named: to try the tool, not a program. */
    default boolean isOnlyByName() {
        return false;
    }

    /** Makes what all runs read. */
    default void prepare() throws IOException {}

    /** What the machine allows for this work; asked after {@link #prepare}. */
    default List<Limit> limits() throws IOException {
        return List.of();
    }
}
