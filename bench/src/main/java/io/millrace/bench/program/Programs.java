// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.program;

import java.util.List;
import java.util.Optional;

/**
 * The programs of this run.
 *
 * @param flume always there
 * @param millrace what was built; without it the others are measured alone
 * @param peers others that were asked for and are installed
 */
public record Programs(Program flume, Optional<Program> millrace, List<Peer> peers) {}
