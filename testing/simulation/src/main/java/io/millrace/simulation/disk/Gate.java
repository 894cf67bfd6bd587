// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.disk;

import java.io.IOException;
import java.nio.file.Path;

/** What stands before each operation of one process's disk. */
public interface Gate {

    /**
     * Called before an operation: counts it, lets time pass, and stops who is dead.
     *
     * @return how many bytes of a write are done before the process dies, after which the caller
     *     calls {@link #dead}; -1 for an operation that is done as asked
     * @throws IOException the process is dead and the caller is none of its threads
     */
    int before(Operation.Kind kind, Path path, long position, int length) throws IOException;

    /** Called after an operation, when others may run. */
    void after(Operation.Kind kind);

    /** The wall clock, for the times of files. */
    long millis();

    /** Whether the process lives. */
    boolean isAlive();

    /** Does not return to a thread of a dead process; tells everybody else. */
    void dead() throws IOException;
}
