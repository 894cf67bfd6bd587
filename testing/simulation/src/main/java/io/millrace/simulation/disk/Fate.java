// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.disk;

/** What happens at an operation. A write may be done in part before the end. */
public enum Fate {
    GO_ON,
    /** The process dies; what it wrote can be read by the next one. */
    KILL_PROCESS,
    /** All processes die, and what was not synced may be lost. */
    CUT_POWER
}
