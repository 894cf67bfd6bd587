// SPDX-License-Identifier: Apache-2.0
package io.millrace.host;

/** The four parts of a host, handed on together. */
public interface Host {
    Clock clock();

    Threads threads();

    Disk disk();

    Net net();
}
