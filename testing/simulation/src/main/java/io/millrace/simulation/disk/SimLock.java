// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.disk;

/** The lock of a file; it ends with its close or with its process. */
final class SimLock implements AutoCloseable {
    private final Inode inode;
    private final Gate gate;

    SimLock(Inode inode, Gate gate) {
        this.inode = inode;
        this.gate = gate;
    }

    boolean isAlive() {
        return gate.isAlive();
    }

    boolean isOf(Gate other) {
        return gate.equals(other);
    }

    @Override
    public void close() {
        if (inode.lockedBy == this) {
            inode.lockedBy = null;
        }
    }
}
