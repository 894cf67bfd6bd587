// SPDX-License-Identifier: Apache-2.0
/**
 * Follows one growing file of lines, in the order in which they were written over all its
 * rotations: the source {@code file}, and the follower that the source {@code log4j} stands on too.
 *
 * <p>{@link io.millrace.basic.source.file.LineFollower} waits, survives rotation and resumes; it
 * reads with the package {@code follow}. A follower is for one thread, the one that runs its
 * source.
 */
@NullMarked
package io.millrace.basic.source.file;

import org.jspecify.annotations.NullMarked;
