// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation.disk;

/** What an entry of a directory names. */
sealed interface Node permits Inode, Folder {}
