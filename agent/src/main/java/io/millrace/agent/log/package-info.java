// SPDX-License-Identifier: Apache-2.0

/**
 * The log of the process: where it goes, and how a line looks. Not what is in it: that is said
 * where it happens, through slf4j. {@link io.millrace.agent.log.Logging#choose} comes before the
 * first logger; after that any thread logs.
 */
@NullMarked
package io.millrace.agent.log;

import org.jspecify.annotations.NullMarked;
