// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent;

/** How a command ended, for shells and supervisors; docs/cli.md has the table. */
public final class ExitCode {
    /** Done; for an agent: stopped on request, with everything handed on or given back. */
    public static final int OK = 0;

    /** Failed while it ran. */
    public static final int FAILURE = 1;

    /** The command line makes no sense. */
    public static final int USAGE = 2;

    /** The configuration or the installation is wrong; trying again will not help. */
    public static final int CONFIGURATION = 78;

    private ExitCode() {}
}
