// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.program;

import java.util.Optional;

/**
 * The programs of this run.
 *
 * @param flume always there
 * @param millrace what was built; without it the peer is measured alone
 */
public record Programs(Program flume, Optional<Program> millrace) {}
