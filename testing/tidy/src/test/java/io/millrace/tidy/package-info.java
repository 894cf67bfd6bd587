// SPDX-License-Identifier: Apache-2.0

/**
 * What the repository checks on itself and no other tool knows: banned calls, layout of files, who
 * may know whom.
 *
 * <p>It is not a style guide: layout is the formatter's, null is NullAway's. The tests read files
 * and class files and write nothing, but the reference pages when they are asked to.
 */
@NullMarked
package io.millrace.tidy;

import org.jspecify.annotations.NullMarked;
