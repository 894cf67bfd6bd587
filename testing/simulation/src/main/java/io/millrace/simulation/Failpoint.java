// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import io.millrace.simulation.disk.Operation;

import java.util.Optional;

/**
 * A place in the code that asks the disk for something, so that the process can die over it.
 *
 * @param className binary name
 * @param method its name alone
 * @param kind what it asks for
 */
public record Failpoint(String className, String method, Operation.Kind kind)
        implements Comparable<Failpoint> {

    private static final String PRODUCT = "io.millrace.";
    private static final String OWN = "io.millrace.simulation.";

    /** Where the calling thread is in the code that is simulated. */
    static Optional<Failpoint> here(Operation.Kind kind) {
        return StackWalker.getInstance()
                .walk(frames -> frames.filter(frame -> isProduct(frame.getClassName())).findFirst())
                .map(frame -> new Failpoint(frame.getClassName(), frame.getMethodName(), kind));
    }

    private static boolean isProduct(String className) {
        return className.startsWith(PRODUCT) && !className.startsWith(OWN);
    }

    @Override
    public int compareTo(Failpoint other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return className + "." + method + " " + kind;
    }
}
